// expect: NOT_LOADED
// says: memory
const all = [];
for (;;) all.push({});
export const handler = () => 1;
