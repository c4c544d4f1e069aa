import type { PackageFormat } from '../format';
import { mavenRules } from './coordinate';
import { createMavenPublicSource } from './public-source';
import { renderError } from './render-error';
import { mavenRoutes } from './routes';

/** The Maven format: its rules for the core, its endpoint and its public registries. */
export const mavenFormat: PackageFormat = {
  ...mavenRules,
  routes: mavenRoutes,
  renderError,
  createPublicSource: createMavenPublicSource,
};
