import type { PackageFormat } from '../format';
import { renderPlainError } from '../render-plain-error';
import { pypiRules } from './coordinate';

/** The pypi format: known to the API, without an endpoint in this version. */
export const pypiFormat: PackageFormat = { ...pypiRules, routes: [], renderError: renderPlainError };
