// expect: TIMED_OUT
export function handler(event, context) {
  return Array.prototype.indexOf.call({ length: 2 ** 52 }, 1);
}
