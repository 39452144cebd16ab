# expect: THREW
# says: AttributeError
def handler(event, context):
    import os
    return os.fork()
