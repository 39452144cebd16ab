# expect: OUT_OF_MEMORY
# says: memory: 
# timeout: 20000
def handler(event, context):
    everything = []
    while True:
        everything.append([len(everything)])
