// expect: TIMED_OUT
export function handler(event, context) {
  return { get then() { for (;;); } };
}
