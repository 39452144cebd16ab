// expect: INVALID_RESULT | THREW | OUT_OF_MEMORY
export function handler(event, context) {
  const bottomless = { toJSON() { return { bottomless }; } };
  return bottomless;
}
