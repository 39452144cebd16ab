// expect: OUT_OF_MEMORY
// says: memory: 
// timeout: 10000
export function handler(event, context) {
  const all = [];
  for (;;) all.push(new Array(1e5).fill(1.5));
}
