// expect: THREW
// says: RangeError
export function handler(event, context) {
  return (function deeper(n) { return 1 + deeper(n + 1); })(0);
}
