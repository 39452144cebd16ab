// expect: OUT_OF_MEMORY
// says: memory: held
// timeout: 10000
export function handler(event, context) {
  const all = [];
  for (let i = 0; ; i++) all.push({ i });
}
