import type { Limits } from './ports';

const GB = 1024 ** 3;

/** The guide's quota table (QUOTA-001 … QUOTA-006, QUOTA-032, QUOTA-040); its GB is taken as 2^30 bytes [inferred]. */
export const realLimits: Limits = {
  domainsPerAccount: 10,
  repositoriesPerDomain: 1_000,
  upstreamsPerRepository: 10,
  tagsPerResource: 50,
  assetSizeBytes: 5 * GB,
  assetsPerPackageVersion: 150,
  npmPublishBytes: 2 * GB,
  packageGroupsPerDomain: Infinity,
};

/**
 * What holds by default: real accounts can have the adjustable quotas raised, and test suites make a domain per file
 * (QUOTA-061).
 */
export const roomyLimits: Limits = { ...realLimits, domainsPerAccount: 1_000, repositoriesPerDomain: 10_000 };
