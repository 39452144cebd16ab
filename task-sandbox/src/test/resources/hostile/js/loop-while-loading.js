// expect: NOT_LOADED
// says: loading: ran for
for (;;);
export const handler = () => 1;
