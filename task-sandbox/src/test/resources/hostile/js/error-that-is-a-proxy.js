// expect: THREW | TIMED_OUT
export function handler(event, context) {
  const loop = () => { for (;;); };
  throw new Proxy({}, { get: loop, has: loop, getPrototypeOf: loop, ownKeys: loop });
}
