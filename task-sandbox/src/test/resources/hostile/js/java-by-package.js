// expect: THREW
// says: java is not defined
export function handler(event, context) {
  return java.lang.Runtime.getRuntime().exec('id');
}
