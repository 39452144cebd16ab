// expect: TIMED_OUT
export function handler(event, context) {
  return /^((a|aa)+)+\2b$/.test('a'.repeat(100));
}
