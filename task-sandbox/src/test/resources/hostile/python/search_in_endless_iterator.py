# expect: TIMED_OUT
# Built-in code never looks up, so the coordinator ends the worker.
def handler(event, context):
    import itertools
    return -1 in itertools.count()
