import type { PackageFormat } from '../format';
import { pypiRules } from './coordinate';
import { createPypiPublicSource } from './public-source';
import { renderError } from './render-error';
import { pypiRoutes } from './routes';

/** The PyPI format: its rules for the core, its endpoint and its public index. */
export const pypiFormat: PackageFormat = {
  ...pypiRules,
  routes: pypiRoutes,
  renderError,
  createPublicSource: createPypiPublicSource,
};
