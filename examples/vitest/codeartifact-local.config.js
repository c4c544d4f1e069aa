/** @type {import('codeartifact-local/vitest').TestSetting} */
export default { region: 'eu-west-1', external: 'off' };
