// expect: TIMED_OUT
export async function handler(event, context) {
  const again = () => Promise.resolve().then(again);
  await again();
}
