// expect: THREW | TIMED_OUT
export function handler(event, context) {
  throw { toString() { for (;;); }, get message() { for (;;); } };
}
