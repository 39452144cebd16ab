// expect: THREW
// says: RangeError
export function handler(event, context) {
  const bottomless = { get deeper() { return this.deeper; } };
  return bottomless.deeper;
}
