// expect: INVALID_RESULT | THREW
// timeout: 5000
export function handler(event, context) {
  let nested = [];
  for (let i = 0; i < 1e5; i++) nested = [nested];
  return nested;
}
