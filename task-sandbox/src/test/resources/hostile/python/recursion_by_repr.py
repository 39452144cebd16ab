# expect: THREW
# says: RecursionError
def handler(event, context):
    class Bottomless:
        def __repr__(self):
            return repr(self)
    return repr(Bottomless())
