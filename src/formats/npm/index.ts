import type { PackageFormat } from '../format';
import { npmRules } from './coordinate';
import { renderError } from './render-error';
import { npmRoutes } from './routes';

/** The npm format: its rules for the core and its endpoint. */
export const npmFormat: PackageFormat = { ...npmRules, routes: npmRoutes, renderError };
