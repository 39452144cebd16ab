# expect: THREW
# says: NameError
def handler(event, context):
    quit()
