# expect: THREW
def handler(event, context):
    return open('/etc/passwd').read()
