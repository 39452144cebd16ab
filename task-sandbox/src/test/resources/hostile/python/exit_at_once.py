# expect: THREW
# says: ended the program, with status 1
def handler(event, context):
    import os
    os._exit(1)
