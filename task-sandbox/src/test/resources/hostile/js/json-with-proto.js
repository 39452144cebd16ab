// expect: COMPLETED
export function handler() {
  Object.assign({}, JSON.parse('{"__proto__": {"polluted": true}}')).__proto__.polluted = true;
  return true;
}
