// expect: TIMED_OUT
export function handler(event, context) {
  return new Proxy({}, { ownKeys() { for (;;); } });
}
