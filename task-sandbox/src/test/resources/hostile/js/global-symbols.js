// expect: OUT_OF_MEMORY | WORKER_DIED
export function handler(event, context) {
  for (let i = 0; ; i++) Symbol.for('a symbol that everybody shares ' + i);
}
