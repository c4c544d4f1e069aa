import type { PackageFormat } from '../format';
import { renderPlainError } from '../render-plain-error';
import { cargoRules } from './coordinate';

/** The cargo format: known to the API, without an endpoint in this version. */
export const cargoFormat: PackageFormat = { ...cargoRules, routes: [], renderError: renderPlainError };
