// expect: INVALID_RESULT | THREW
export function handler(event, context) {
  return { toJSON() { throw new Error('no'); } };
}
