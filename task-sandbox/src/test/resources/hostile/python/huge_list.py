# expect: OUT_OF_MEMORY
# says: memory: asked for more at once
def handler(event, context):
    return len([0] * 10 ** 9)
