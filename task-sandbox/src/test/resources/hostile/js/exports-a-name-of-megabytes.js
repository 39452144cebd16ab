// expect: NOT_LOADED
exports['x'.repeat(5e6)] = 1;
