// expect: THREW
export async function handler(event, context) {
  return String(await import('/etc/passwd'));
}
