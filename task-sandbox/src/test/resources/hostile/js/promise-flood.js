// expect: TIMED_OUT | OUT_OF_MEMORY
export async function handler(event, context) {
  const again = () => Promise.resolve().then(again);
  await again();
}
