# expect: THREW
# says: Process creation is not allowed
def handler(event, context):
    import os
    if os.system('id') == 0:
        return 'ran'
    raise Exception('did not run')
