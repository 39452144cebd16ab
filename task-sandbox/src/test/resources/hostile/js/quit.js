// expect: THREW
// says: quit is not defined
export function handler(event, context) {
  quit(1);
}
