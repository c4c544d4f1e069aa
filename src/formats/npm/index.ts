import type { PackageFormat } from '../format';
import { npmRules } from './coordinate';
import { createNpmPublicSource } from './public-source';
import { renderError } from './render-error';
import { npmRoutes } from './routes';

/** The npm format: its rules for the core, its endpoint and its public registry. */
export const npmFormat: PackageFormat = {
  ...npmRules,
  routes: npmRoutes,
  renderError,
  createPublicSource: createNpmPublicSource,
};
