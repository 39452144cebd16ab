# expect: THREW
def handler(event, context):
    raise Exception('x' * 5000000)
