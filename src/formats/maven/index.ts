import type { PackageFormat } from '../format';
import { renderPlainError } from '../render-plain-error';
import { mavenRules } from './coordinate';

/** The maven format: known to the API, without an endpoint in this version. */
export const mavenFormat: PackageFormat = { ...mavenRules, routes: [], renderError: renderPlainError };
