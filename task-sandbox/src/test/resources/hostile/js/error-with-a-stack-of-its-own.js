// expect: THREW | TIMED_OUT
export function handler(event, context) {
  Error.prepareStackTrace = () => { for (;;); };
  Error.stackTraceLimit = Infinity;
  throw new Error(new Error().stack);
}
