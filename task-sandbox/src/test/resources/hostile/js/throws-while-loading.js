// expect: NOT_LOADED
throw new Error('x'.repeat(5e6));
export const handler = () => 1;
