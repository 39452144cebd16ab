// expect: INVALID_RESULT
// says: never settles
export async function handler(event, context) {
  await new Promise(() => {});
}
