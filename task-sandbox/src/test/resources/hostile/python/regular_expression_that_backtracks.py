# expect: TIMED_OUT
# says: timeout: ran for
def handler(event, context):
    import re
    return bool(re.match(r'^((a|aa)+)+\2b$', 'a' * 100))
