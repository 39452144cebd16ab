# expect: THREW
# says: RecursionError
def handler(event, context):
    def deeper(n):
        return 1 + deeper(n + 1)
    return deeper(0)
