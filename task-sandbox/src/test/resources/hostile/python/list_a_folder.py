# expect: THREW
# says: NotADirectoryError
def handler(event, context):
    import os
    return os.listdir('/etc')
