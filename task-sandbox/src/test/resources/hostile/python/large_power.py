# expect: TIMED_OUT
# Built-in code never looks up, so the coordinator ends the worker.
def handler(event, context):
    return len(str(7 ** (10 ** 8)))
