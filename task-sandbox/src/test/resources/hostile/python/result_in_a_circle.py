# expect: INVALID_RESULT | THREW
def handler(event, context):
    circle = []
    circle.append(circle)
    return circle
