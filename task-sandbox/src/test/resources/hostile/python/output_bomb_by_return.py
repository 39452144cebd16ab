# expect: OUTPUT_TOO_LARGE
def handler(event, context):
    return 'x' * 10 ** 6
