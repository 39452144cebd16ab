// expect: OUT_OF_MEMORY | THREW
// timeout: 10000
export function handler(event, context) {
  return 'a'.repeat(1e5).replace(/a/g, 'b'.repeat(1e5)).length;
}
