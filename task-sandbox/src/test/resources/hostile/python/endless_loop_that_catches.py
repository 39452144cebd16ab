# expect: TIMED_OUT
def handler(event, context):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
