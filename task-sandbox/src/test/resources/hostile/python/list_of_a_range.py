# expect: OUT_OF_MEMORY
# says: memory: asked for more at once
def handler(event, context):
    return len(list(range(10 ** 9)))
