# expect: COMPLETED
def handler(event, context):
    print('x' * 5000000)
