# expect: TIMED_OUT
# says: timeout: ran for
def handler(event, context):
    while True:
        print('x' * 1000)
