# expect: INVALID_RESULT
# says: can not be written as JSON
def handler(event, context):
    circle = []
    circle.append(circle)
    return circle
