import type { PackageFormat } from '../format';
import { renderPlainError } from '../render-plain-error';
import { swiftRules } from './coordinate';

/** The swift format: known to the API, without an endpoint in this version. */
export const swiftFormat: PackageFormat = { ...swiftRules, routes: [], renderError: renderPlainError };
