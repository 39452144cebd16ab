// expect: TIMED_OUT
export function handler(event, context) {
  for (const one of (function* () { for (;;) yield 1; })()) one;
}
