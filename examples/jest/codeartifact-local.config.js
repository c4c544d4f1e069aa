/** @type {import('codeartifact-local/jest').TestSetting} */
module.exports = async () => ({ region: 'eu-west-1', external: 'off' });
