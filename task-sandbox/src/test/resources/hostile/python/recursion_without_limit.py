# expect: THREW
# says: RecursionError
def handler(event, context):
    import sys
    sys.setrecursionlimit(10 ** 9)
    def deeper(n):
        return 1 + deeper(n + 1)
    return deeper(0)
