// expect: OUT_OF_MEMORY
// says: asked for more at once
export function handler(event, context) {
  return new ArrayBuffer(2 ** 30).byteLength;
}
