// expect: INVALID_RESULT | THREW | OUT_OF_MEMORY
// timeout: 5000
export function handler(event, context) {
  const bottomless = { toJSON() { return { bottomless }; } };
  return bottomless;
}
