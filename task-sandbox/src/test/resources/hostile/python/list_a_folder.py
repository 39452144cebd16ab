# expect: THREW
def handler(event, context):
    import os
    return os.listdir('/etc')
