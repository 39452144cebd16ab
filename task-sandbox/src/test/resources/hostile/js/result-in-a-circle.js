// expect: INVALID_RESULT
export function handler(event, context) {
  const circle = {};
  circle.circle = circle;
  return circle;
}
