// expect: OUT_OF_MEMORY
// says: memory: held
// timeout: 10000
export function handler(event, context) {
  const all = [];
  for (;;) all.push(new Uint8Array(10e6));
}
