# expect: OUTPUT_TOO_LARGE
# says: output: returned and published
def handler(event, context):
    return 'x' * 10 ** 6
