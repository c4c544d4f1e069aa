import type { PackageFormat } from '../format';

/**
 * pip shows no more than the status; twine (with `--verbose`), Poetry and uv print the body as it is (PYPI-006,
 * AUTH-108).
 */
export const renderError: PackageFormat['renderError'] = ({ message }) => ({
  contentType: 'application/json',
  body: JSON.stringify({ message }),
});
