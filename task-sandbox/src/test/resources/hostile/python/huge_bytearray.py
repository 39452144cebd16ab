# expect: OUT_OF_MEMORY | THREW
def handler(event, context):
    return len(bytearray(10 ** 9))
