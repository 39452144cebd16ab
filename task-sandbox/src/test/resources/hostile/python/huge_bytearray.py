# expect: OUT_OF_MEMORY
# says: memory: asked for more at once
def handler(event, context):
    return len(bytearray(10 ** 9))
