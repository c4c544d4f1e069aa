/** What a package says of itself, as it stands in the store and in catalog entries; absent members are not there. */
export interface PackageDescription {
  /** As its author spells it. */
  readonly id: string;
  /** Normalised, with build metadata (NUG-043). */
  readonly version: string;
  readonly authors?: string;
  readonly owners?: string;
  readonly title?: string;
  readonly description?: string;
  readonly summary?: string;
  readonly releaseNotes?: string;
  readonly copyright?: string;
  readonly language?: string;
  readonly minClientVersion?: string;
  readonly projectUrl?: string;
  readonly iconUrl?: string;
  readonly licenseUrl?: string;
  readonly licenseExpression?: string;
  /** Name of the licence's file in the package. */
  readonly licenseFile?: string;
  readonly repositoryUrl?: string;
  readonly requireLicenseAcceptance: boolean;
  readonly tags: readonly string[];
  readonly packageTypes: readonly PackageType[];
  readonly dependencyGroups: readonly DependencyGroup[];
  /** False when the public registry that it came from does not list it (NUG-112, NUG-117). */
  readonly listed?: false;
}

export interface PackageType {
  readonly name: string;
  readonly version?: string;
}

export interface DependencyGroup {
  readonly targetFramework?: string;
  readonly dependencies: readonly {
    readonly id: string;
    /** In interval notation (NUG-045). */
    readonly range: string;
    /** As the author wrote it (NUG-103); absent when he did not. */
    readonly requirement?: string;
  }[];
}
