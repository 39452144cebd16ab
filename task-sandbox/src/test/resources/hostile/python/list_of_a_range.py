# expect: OUT_OF_MEMORY | THREW
def handler(event, context):
    return len(list(range(10 ** 9)))
