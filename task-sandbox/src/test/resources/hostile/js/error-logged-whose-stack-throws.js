// expect: THREW | COMPLETED
export function handler(event, context) {
  const error = new Error('x');
  Object.defineProperty(error, 'stack', { get() { throw error; } });
  console.log(error);
}
