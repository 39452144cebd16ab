// expect: TOO_MANY_EVENTS
// says: events: published 2,000 within a second, its limit is 1,000
export function handler(event, context) {
  for (let i = 0; i < 2000; i++) context.publish('out/all', i);
}
