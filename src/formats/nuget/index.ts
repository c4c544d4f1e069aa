import type { PackageFormat } from '../format';
import { renderPlainError } from '../render-plain-error';
import { nugetRules } from './coordinate';

/** The nuget format: known to the API, without an endpoint in this version. */
export const nugetFormat: PackageFormat = { ...nugetRules, routes: [], renderError: renderPlainError };
