// Takes down each reading once, by its eventId, and whether it was the next. Asked without one, says how many there are.
export function handler({ n, eventId }, { state }) {
  const ledger = state.get("ledger") ?? { readings: 0, again: 0, outOfOrder: 0, last: 0 };
  if (eventId === undefined) {
    return ledger;
  }
  if (state.get(eventId) !== null) {
    ledger.again++;
  } else {
    ledger.readings++;
    ledger.outOfOrder += n === ledger.last + 1 ? 0 : 1;
    ledger.last = n;
    state.put(eventId, n);
  }
  state.put("ledger", ledger);
}
