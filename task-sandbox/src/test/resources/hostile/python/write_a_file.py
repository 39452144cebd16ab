# expect: THREW
# says: PermissionError
def handler(event, context):
    open('/tmp/hostile', 'w').write('x')
