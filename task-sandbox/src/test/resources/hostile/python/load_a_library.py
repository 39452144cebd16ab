# expect: THREW
def handler(event, context):
    import ctypes
    return str(ctypes.CDLL(None))
