# expect: TIMED_OUT | OUT_OF_MEMORY | THREW
# Built-in code never looks up, so the coordinator ends the worker.
def handler(event, context):
    while True:
        sorted(range(3000000, 0, -1))
