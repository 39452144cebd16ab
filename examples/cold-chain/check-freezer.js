// Called for each reading that the flow "too-warm" lets through.
export function handler(event, context) {
  const { freezer = "somewhere" } = context.captures;
  const { LIMIT, ALARM } = context.environment;

  return {
    topic: `alerts/${freezer}`,
    payload: {
      level: event.celsius > Number(ALARM) ? "alarm" : "warning",
      celsius: event.celsius,
      tooWarmBy: Math.round((event.celsius - Number(LIMIT)) * 10) / 10,
      text: event.door === "open" ? `${freezer}: close the door` : `${freezer}: warm with its door shut`,
    },
  };
}
