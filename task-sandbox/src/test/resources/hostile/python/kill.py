# expect: THREW
# says: ProcessLookupError
def handler(event, context):
    import os
    os.kill(os.getpid(), 9)
