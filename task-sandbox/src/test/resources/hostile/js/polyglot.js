// expect: THREW
// says: Polyglot is not defined
export function handler(event, context) {
  return Polyglot.eval('js', '1');
}
