// expect: OUTPUT_TOO_LARGE
// says: its limit is 64 KiB
export function handler(event, context) {
  return 'x'.repeat(1e6);
}
