// expect: THREW
export function handler(event, context) {
  const error = new Error('');
  error.name = 'x'.repeat(5e6);
  throw error;
}
