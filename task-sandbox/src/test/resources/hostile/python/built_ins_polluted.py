# expect: COMPLETED
def handler(event, context):
    import builtins, json
    builtins.len = None
    json.dumps = None
    builtins.polluted = True
    return True
