# expect: THREW | TIMED_OUT
def handler(event, context):
    class Endless(Exception):
        def __str__(self):
            while True:
                pass
    raise Endless()
