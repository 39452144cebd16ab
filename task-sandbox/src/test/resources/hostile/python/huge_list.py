# expect: OUT_OF_MEMORY | THREW
def handler(event, context):
    return len([0] * 10 ** 9)
