// expect: COMPLETED | TIMED_OUT
export function handler(event, context) {
  return { then(resolve) { resolve(this); } };
}
