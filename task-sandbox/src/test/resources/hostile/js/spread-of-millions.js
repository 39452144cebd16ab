// expect: THREW | OUT_OF_MEMORY
// timeout: 10000
export function handler(event, context) {
  return Math.max(...new Array(5e7).fill(1));
}
