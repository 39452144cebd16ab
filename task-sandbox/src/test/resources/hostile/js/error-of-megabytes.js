// expect: THREW
// says: characters)
export function handler(event, context) {
  throw new Error('x'.repeat(5e6));
}
