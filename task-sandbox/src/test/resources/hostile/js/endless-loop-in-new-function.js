// expect: TIMED_OUT
export function handler(event, context) {
  new Function('for (;;);')();
}
