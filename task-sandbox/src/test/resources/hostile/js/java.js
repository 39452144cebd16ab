// expect: THREW
// says: Java is not defined
export function handler(event, context) {
  return Java.type('java.lang.System').exit(1);
}
