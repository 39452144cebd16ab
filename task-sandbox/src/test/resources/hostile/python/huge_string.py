# expect: OUT_OF_MEMORY | THREW
def handler(event, context):
    return len('x' * 10 ** 9)
