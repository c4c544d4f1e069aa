import { defineFormatRules } from '../format-rules';

/** PyPI: API callers must give the normalised name (PKG-011). */
export const pypiRules = defineFormatRules({
  name: 'pypi',
  namespace: 'forbidden',
  displayName: (coordinate) => coordinate.package,
});
