// expect: OUT_OF_MEMORY
// says: memory: 
export function handler(event, context) {
  return 'x'.repeat(2 ** 29).length;
}
