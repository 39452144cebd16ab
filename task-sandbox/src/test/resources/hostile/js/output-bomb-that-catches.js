// expect: OUTPUT_TOO_LARGE | TIMED_OUT
export function handler(event, context) {
  for (;;) {
    try {
      context.publish('out/all', 'x'.repeat(1000));
    } catch {
      // goes on
    }
  }
}
