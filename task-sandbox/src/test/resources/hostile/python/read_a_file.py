# expect: THREW
# says: FileNotFoundError
def handler(event, context):
    return open('/etc/passwd').read()
