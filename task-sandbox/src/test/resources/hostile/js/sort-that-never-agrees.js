// expect: TIMED_OUT
export function handler(event, context) {
  for (;;) Array.from({ length: 1e4 }, (_, i) => i).sort(() => Math.random() - 0.5);
}
