// expect: INVALID_RESULT | THREW
export function handler(event, context) {
  let nested = [];
  for (let i = 0; i < 1e5; i++) nested = [nested];
  return nested;
}
