// Publishes a number for each reading that the script asks for.
export function count({ from, to }, context) {
  for (let n = from; n <= to; n++) {
    context.publish("numbers", { n });
  }
}

// Makes a reading of it, with the id by which the other side knows it again.
export function reading({ n }, context) {
  return { topic: "readings/box", payload: { n, eventId: context.eventId } };
}
