// expect: OUT_OF_MEMORY
// says: memory: 
// timeout: 10000
export function handler(event, context) {
  return new Array(1e9).fill(0).length;
}
