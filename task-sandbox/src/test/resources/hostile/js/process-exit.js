// expect: THREW
export function handler(event, context) {
  process.exit(1);
}
