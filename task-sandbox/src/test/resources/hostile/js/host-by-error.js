// expect: THREW
export function handler(event, context) {
  try {
    context.log.info(Symbol('x'));
    null.x;
  } catch (error) {
    return error.getClass().forName('java.lang.System');
  }
}
