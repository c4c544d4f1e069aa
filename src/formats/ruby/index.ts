import type { PackageFormat } from '../format';
import { rubyRules } from './coordinate';
import { countRequestedGems } from './requested-gems';
import { createRubyPublicSource } from './public-source';
import { renderError } from './render-error';
import { rubyRoutes } from './routes';

/** The Ruby format: its rules for the core, its endpoint and its public registry. */
export const rubyFormat: PackageFormat = {
  ...rubyRules,
  routes: rubyRoutes,
  renderError,
  createPublicSource: createRubyPublicSource,
  countRequests: countRequestedGems,
  refusesBareTokens: true,
};
