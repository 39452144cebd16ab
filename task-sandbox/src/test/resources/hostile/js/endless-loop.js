// expect: TIMED_OUT
// says: timeout: ran for
export function handler(event, context) {
  for (;;);
}
