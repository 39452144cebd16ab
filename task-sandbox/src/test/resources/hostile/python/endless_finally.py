# expect: TIMED_OUT
# Each cancelled call begins another in its finally, so the coordinator ends the worker.
def handler(event, context):
    def again():
        try:
            again()
        finally:
            again()
    again()
