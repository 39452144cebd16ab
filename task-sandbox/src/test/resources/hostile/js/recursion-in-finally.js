// expect: TIMED_OUT
export function handler(event, context) {
  (function again() { try { again(); } finally { again(); } })();
}
