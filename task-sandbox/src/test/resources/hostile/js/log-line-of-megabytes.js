// expect: COMPLETED
export function handler(event, context) {
  console.error('x'.repeat(5e6));
}
