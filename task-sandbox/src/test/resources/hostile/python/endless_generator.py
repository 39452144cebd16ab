# expect: TIMED_OUT
# says: timeout: ran for
def handler(event, context):
    def ones():
        while True:
            yield 1
    for one in ones():
        pass
