# expect: TOO_MANY_EVENTS
# says: events: published 2,000
def handler(event, context):
    for i in range(2000):
        context.publish('out/all', i)
