# expect: TIMED_OUT
def handler(event, context):
    while True:
        print('x' * 1000)
