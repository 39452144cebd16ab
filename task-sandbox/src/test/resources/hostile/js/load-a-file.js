// expect: THREW
// says: load is not defined
export function handler(event, context) {
  return load('/etc/passwd');
}
