# expect: THREW
def handler(event, context):
    import java
    return str(java.type('java.lang.System'))
