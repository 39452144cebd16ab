// expect: THREW
// says: Cannot find module
exports.handler = () => require('fs').readFileSync('/etc/passwd');
