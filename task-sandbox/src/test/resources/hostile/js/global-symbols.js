// expect: OUT_OF_MEMORY | WORKER_DIED | TIMED_OUT
// timeout: 10000
export function handler(event, context) {
  for (let i = 0; ; i++) Symbol.for('a symbol that everybody shares ' + i);
}
