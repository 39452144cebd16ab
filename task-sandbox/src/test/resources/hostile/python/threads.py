# expect: THREW | COMPLETED | TIMED_OUT
def handler(event, context):
    import threading
    for i in range(10000):
        threading.Thread(target=lambda: None).start()
