# expect: THREW
# says: UnsupportedPosixFeatureException
def handler(event, context):
    import socket
    return str(socket.create_connection(('127.0.0.1', 9), 1))
