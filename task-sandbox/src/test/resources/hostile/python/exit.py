# expect: THREW
# says: ended the program, with status 1
def handler(event, context):
    import sys
    sys.exit(1)
