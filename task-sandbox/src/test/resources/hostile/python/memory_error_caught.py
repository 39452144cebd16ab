# expect: OUT_OF_MEMORY | TIMED_OUT
# Built-in code never looks up, so the coordinator ends the worker.
def handler(event, context):
    while True:
        try:
            bytearray(10 ** 9)
        except MemoryError:
            pass
