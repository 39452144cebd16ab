// expect: COMPLETED
export function handler() {
  const before = [{}.polluted, [].polluted, globalThis.polluted];
  Object.prototype.polluted = true;
  Array.prototype.polluted = true;
  globalThis.polluted = true;
  return before;
}
