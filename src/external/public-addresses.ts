/**
 * Where the connections lead by default (EXT-050). `public:npmjs` is not here: its address is what npm on this machine
 * is configured to use.
 */
export const publicAddresses: ReadonlyMap<string, string> = new Map([
  ['public:pypi', 'https://pypi.org/'],
  ['public:maven-central', 'https://repo1.maven.org/maven2/'],
  ['public:maven-googleandroid', 'https://maven.google.com/'],
  ['public:maven-gradleplugins', 'https://plugins.gradle.org/m2/'],
  ['public:maven-commonsware', 'https://s3.amazonaws.com/repo.commonsware.com/'],
  ['public:maven-clojars', 'https://repo.clojars.org/'],
  ['public:nuget-org', 'https://api.nuget.org/'],
  ['public:ruby-gems-org', 'https://rubygems.org/'],
  ['public:crates-io', 'https://index.crates.io/'],
]);
