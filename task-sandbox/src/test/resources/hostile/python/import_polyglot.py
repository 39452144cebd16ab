# expect: THREW
# says: not allowed
def handler(event, context):
    import polyglot
    return str(polyglot.eval(language='python', string='1'))
