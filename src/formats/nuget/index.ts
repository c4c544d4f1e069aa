import type { PackageFormat } from '../format';
import { nugetRules } from './coordinate';
import { createNugetPublicSource } from './public-source';
import { renderError } from './render-error';
import { nugetRoutes } from './routes';

/** The NuGet format: its rules for the core, its endpoint and its public registry. */
export const nugetFormat: PackageFormat = {
  ...nugetRules,
  routes: nugetRoutes,
  renderError,
  createPublicSource: createNugetPublicSource,
};
