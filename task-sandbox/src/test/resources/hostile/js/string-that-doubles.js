// expect: THREW | OUT_OF_MEMORY
export function handler(event, context) {
  let s = 'x';
  for (;;) s += s;
}
