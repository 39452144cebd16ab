# expect: OUTPUT_TOO_LARGE
def handler(event, context):
    while True:
        context.publish('out/all', 'x' * 1000)
