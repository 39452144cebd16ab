// expect: THREW
export async function handler(event, context) {
  return String(await import('http://127.0.0.1:9/evil.js'));
}
