// expect: THREW
// says: Cannot find module
exports.handler = () => require('../../../../../etc/passwd');
