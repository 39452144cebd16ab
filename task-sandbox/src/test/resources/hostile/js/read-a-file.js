// expect: THREW
// says: read is not defined
export function handler(event, context) {
  return read('/etc/passwd');
}
