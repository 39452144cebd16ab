// expect: TIMED_OUT | OUT_OF_MEMORY
export function handler(event, context) {
  for (;;) Float64Array.from({ length: 2e6 }, Math.random).sort();
}
