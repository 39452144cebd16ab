// expect: TIMED_OUT
export function handler(event, context) {
  for (;;) {
    try {
      for (;;);
    } catch {
      // goes on
    } finally {
      continue;
    }
  }
}
