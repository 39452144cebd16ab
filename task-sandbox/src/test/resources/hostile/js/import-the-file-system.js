// expect: THREW
export async function handler(event, context) {
  return (await import('fs')).readFileSync('/etc/passwd');
}
