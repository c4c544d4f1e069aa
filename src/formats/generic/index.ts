import type { PackageFormat } from '../format';
import { renderPlainError } from '../render-plain-error';
import { genericRules } from './coordinate';

/** The generic format: known to the API, without an endpoint (GEN: no package manager's protocol). */
export const genericFormat: PackageFormat = { ...genericRules, routes: [], renderError: renderPlainError };
