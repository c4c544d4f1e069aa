/** @type {import('jest').Config} */
module.exports = { preset: 'codeartifact-local/jest' };
