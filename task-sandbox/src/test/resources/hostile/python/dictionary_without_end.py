# expect: OUT_OF_MEMORY
# says: memory: 
# timeout: 20000
def handler(event, context):
    all = {}
    while True:
        all[len(all)] = str(len(all))
