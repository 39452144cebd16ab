// expect: TIMED_OUT
export async function handler(event, context) {
  for await (const one of (async function* () { for (;;) yield 1; })()) one;
}
