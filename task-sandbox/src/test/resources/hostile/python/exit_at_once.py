# expect: THREW
def handler(event, context):
    import os
    os._exit(1)
