// Called for each wish. What is sensible of it becomes desired; the thermostat hears of it as soon as it is there.
export async function handler(event, context) {
  const { LOWEST, HIGHEST } = context.environment;
  const target = Math.min(Math.max(event.celsius, Number(LOWEST)), Number(HIGHEST));

  const shadow = context.shadow(`thermostat-${context.captures.room}`);
  const before = await shadow.get(); // null before it was first heard of
  if (before?.state.desired?.target !== target) {
    await shadow.update({ desired: { target } });
  }
}
