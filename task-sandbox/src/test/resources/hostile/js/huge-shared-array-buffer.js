// expect: OUT_OF_MEMORY | THREW
export function handler(event, context) {
  return new SharedArrayBuffer(2 ** 30).byteLength;
}
