import { defineFormatRules } from '../format-rules';

/** PyPI: names are stored as PEP 503 normalises them, and API callers must give that spelling (PKG-011). */
export const pypiRules = defineFormatRules({
  name: 'pypi',
  namespace: 'forbidden',
  normalizeName: (name) => name.toLowerCase().replace(/[-._]+/g, '-'),
  verbatimInApi: true,
  displayName: (coordinate) => coordinate.package,
  growth: 'version',
});

/** Whether this can be the name of a project, in any spelling (PYPI-086). */
export function isProjectName(name: string): boolean {
  return name.length <= 255 && /^[a-z\d](?:[a-z\d._-]*[a-z\d])?$/i.test(name);
}
