import type { Limits } from './ports';

const GB = 1024 ** 3;

/** The guide's quota table (QUOTA-001 … QUOTA-006, QUOTA-032, QUOTA-040); its GB is taken as 2^30 bytes [inferred]. */
export const defaultLimits: Limits = {
  domainsPerAccount: 10,
  repositoriesPerDomain: 1000,
  upstreamsPerRepository: 10,
  tagsPerResource: 50,
  assetSizeBytes: 5 * GB,
  assetsPerPackageVersion: 150,
  npmPublishBytes: 2 * GB,
  packageGroupsPerDomain: Infinity,
};
