# expect: TIMED_OUT | OUT_OF_MEMORY | THREW
# Built-in code never looks up, so the coordinator ends the worker.
def handler(event, context):
    return len(str(7 ** (10 ** 8)))
