# expect: OUTPUT_TOO_LARGE
# says: output: returned and published
def handler(event, context):
    while True:
        context.publish('out/all', 'x' * 1000)
