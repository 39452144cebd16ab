// expect: TIMED_OUT | OUT_OF_MEMORY | THREW
export function handler(event, context) {
  let n = 3n;
  for (;;) n *= n;
}
