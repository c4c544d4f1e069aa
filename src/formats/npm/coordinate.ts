import { invalidRequest } from '../../registry/errors';
import { defineFormatRules } from '../format-rules';

/** Every npm version has exactly one asset, of this name (NPM-012, REAL-094). */
export const ASSET_NAME = 'package.tgz';

/** npm: an optional scope, nothing normalised (NPM-012, NPM-013). */
export const npmRules = defineFormatRules({
  name: 'npm',
  namespace: 'optional',
  displayName: ({ namespace, package: name }) => (namespace === '' ? name : `@${namespace}/${name}`),
  defaultTag: 'latest',
  assertStorable({ namespace }) {
    if (namespace.startsWith('@')) throw invalidRequest('The namespace is the scope without its @.'); // PKG-005
  },
});
