# expect: TIMED_OUT
# says: timeout: ran for
def handler(event, context):
    class Endless(Exception):
        def __str__(self):
            while True:
                pass
    raise Endless()
