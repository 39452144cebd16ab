// expect: OUT_OF_MEMORY
// says: memory: held
// timeout: 10000
export function handler(event, context) {
  let last = null;
  for (;;) {
    const next = last;
    last = () => next;
  }
}
