# expect: OUT_OF_MEMORY
# says: memory: held
# timeout: 20000
def handler(event, context):
    everything = []
    while True:
        everything.append(bytearray(10 ** 6))
