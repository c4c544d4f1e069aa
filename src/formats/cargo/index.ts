import type { PackageFormat } from '../format';
import { cargoRules } from './coordinate';
import { createCargoPublicSource } from './public-source';
import { renderError } from './render-error';
import { cargoRoutes } from './routes';

/** The cargo format: its rules for the core, its endpoint and its public registry. */
export const cargoFormat: PackageFormat = {
  ...cargoRules,
  routes: cargoRoutes,
  renderError,
  createPublicSource: createCargoPublicSource,
};
