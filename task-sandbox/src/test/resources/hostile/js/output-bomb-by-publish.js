// expect: OUTPUT_TOO_LARGE
// says: output: returned and published
export function handler(event, context) {
  for (;;) context.publish('out/all', 'x'.repeat(1000));
}
