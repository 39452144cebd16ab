// expect: THREW
// timeout: 5000
export function handler(event, context) {
  return JSON.parse('['.repeat(1e6));
}
