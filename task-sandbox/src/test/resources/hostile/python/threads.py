# expect: THREW | COMPLETED
# timeout: 10000
def handler(event, context):
    import threading
    for i in range(10000):
        threading.Thread(target=lambda: None).start()
