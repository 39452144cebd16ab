// expect: TIMED_OUT
export function handler(event, context) {
  for (;;) context.log.info('x'.repeat(1000));
}
