import type { PackageFormat } from '../format';
import { renderPlainError } from '../render-plain-error';
import { rubyRules } from './coordinate';

/** The ruby format: known to the API, without an endpoint in this version. */
export const rubyFormat: PackageFormat = { ...rubyRules, routes: [], renderError: renderPlainError };
