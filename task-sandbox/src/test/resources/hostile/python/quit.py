# expect: THREW
def handler(event, context):
    quit()
