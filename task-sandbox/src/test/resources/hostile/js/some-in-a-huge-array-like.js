// expect: TIMED_OUT
export function handler(event, context) {
  return Array.prototype.some.call({ length: 2 ** 52 }, () => false);
}
