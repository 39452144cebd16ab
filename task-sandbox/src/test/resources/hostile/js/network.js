// expect: THREW
export async function handler(event, context) {
  return (await fetch('http://127.0.0.1:9/')).status;
}
