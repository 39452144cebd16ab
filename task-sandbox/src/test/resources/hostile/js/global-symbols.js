// expect: OUT_OF_MEMORY | TIMED_OUT | THREW
// timeout: 5000
export function handler(event, context) {
  for (let i = 0; ; i++) Symbol.for('a symbol that everybody shares ' + i);
}
