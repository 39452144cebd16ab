// expect: OUT_OF_MEMORY | TIMED_OUT
// timeout: 10000
export async function handler(event, context) {
  const two = () => {
    Promise.resolve().then(two);
    Promise.resolve().then(two);
  };
  two();
  await null;
}
