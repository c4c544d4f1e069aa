/** Requests a second, by the name of the quota; one that is absent is not enforced. */
export type ThrottleRates = Readonly<Record<string, number>>;

/** The guide's rates (QUOTA-007 … QUOTA-017). */
export const realRates = {
  CopyPackageVersions: 5,
  GetAuthorizationToken: 40,
  GetPackageVersionAsset: 50,
  ListPackageVersionAssets: 200,
  ListPackageVersions: 200,
  ListPackages: 200,
  PublishPackageVersion: 10,
  reads: 800,
  writes: 100,
  requestsPerToken: 1200,
  requestsWithoutToken: 600,
} as const satisfies ThrottleRates;
