// expect: TIMED_OUT | THREW
export function handler(event, context) {
  return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}
