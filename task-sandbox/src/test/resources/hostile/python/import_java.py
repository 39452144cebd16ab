# expect: THREW
# says: host lookup is not allowed
def handler(event, context):
    import java
    return str(java.type('java.lang.System'))
