# expect: THREW
def handler(event, context):
    open('/tmp/hostile', 'w').write('x')
