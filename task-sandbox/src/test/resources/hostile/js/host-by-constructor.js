// expect: THREW
export function handler(event, context) {
  const outside = context.log.constructor.constructor;
  return outside('return Java.type("java.lang.System")')();
}
