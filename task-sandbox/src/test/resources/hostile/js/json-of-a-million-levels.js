// expect: THREW
export function handler(event, context) {
  return JSON.parse('['.repeat(1e6));
}
