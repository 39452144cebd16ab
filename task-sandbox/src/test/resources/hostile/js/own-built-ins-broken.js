// expect: THREW | COMPLETED | INVALID_RESULT | TIMED_OUT
const loop = () => { for (;;); };
JSON.stringify = loop;
JSON.parse = loop;
Object.keys = loop;
Array.prototype.push = loop;
Array.prototype.join = loop;
String.prototype.split = loop;
Promise.prototype.then = loop;
Object.defineProperty(Object.prototype, 'then', { get: loop });
export const handler = () => 1;
