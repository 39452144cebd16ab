// expect: THREW
export function handler(event, context) {
  context.publish({ [Symbol.toPrimitive]: () => { for (;;); } }, 1);
}
