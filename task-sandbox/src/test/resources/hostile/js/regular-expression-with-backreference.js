// expect: TIMED_OUT
export function handler(event, context) {
  return /^(a*)*\1(a*)*\2(a*)*$/.test('a'.repeat(200) + '!');
}
