// expect: OUT_OF_MEMORY | TIMED_OUT
// timeout: 10000
export async function handler(event, context) {
  const all = [];
  for (;;) all.push(new Promise(() => {}).then(() => all));
}
