# expect: TIMED_OUT
def handler(event, context):
    import re
    return bool(re.match(r'^((a|aa)+)+\2b$', 'a' * 100))
