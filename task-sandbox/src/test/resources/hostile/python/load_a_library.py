# expect: THREW
# says: ImportError
def handler(event, context):
    import ctypes
    return str(ctypes.CDLL(None))
