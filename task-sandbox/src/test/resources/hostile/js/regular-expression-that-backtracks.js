// expect: TIMED_OUT
export function handler(event, context) {
  return /^(a+)+$/.test('a'.repeat(50) + '!');
}
