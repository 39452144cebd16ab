import { inWords } from "./lib/words.js";

// Called when a door was closed: {"seconds": how long it was open}.
export function handler(event, context) {
  const { door } = context.captures;
  return {
    topic: `reports/${door}`,
    payload: { door, text: `${door} was open for ${inWords(event.seconds)}` },
  };
}
