const SNAPSHOT = '-SNAPSHOT';
const BUILD = /-\d{8}\.\d{6}-\d+$/;

/** A version that stands for the latest of its builds (MVN-130). */
export function isSnapshot(version: string): boolean {
  return version.endsWith(SNAPSHOT);
}

/** Whether a folder is a snapshot version's, by its name (MVN-005). */
export function isSnapshotFolder(folder: readonly string[]): boolean {
  return folder.length > 2 && isSnapshot(folder.at(-1) ?? '');
}

/** A snapshot or one of its builds: neither is ever asked of a public registry (MVN-148, UP-135). */
export function isUnreleased(version: string): boolean {
  return isSnapshot(version) || BUILD.test(version);
}

/** The build of a snapshot: `1.0-SNAPSHOT` and `20210728.194552-1` make `1.0-20210728.194552-1`. */
export function toBuildVersion(snapshot: string, build: string): string {
  return `${snapshot.slice(0, -SNAPSHOT.length)}-${build}`;
}

/**
 * The build that a file in a snapshot's folder belongs to, by its name `artifact-base-timestamp-number…`; undefined for
 * other names, those of non-unique snapshots among them (MVN-130, MVN-131).
 */
export function findBuildVersion(artifactId: string, snapshot: string, file: string): string | undefined {
  const prefix = `${artifactId}-${snapshot.slice(0, -SNAPSHOT.length)}-`;
  if (!file.startsWith(prefix)) return undefined;
  const build = /^\d{8}\.\d{6}-\d+(?=[-.])/.exec(file.slice(prefix.length))?.[0];
  return build === undefined ? undefined : toBuildVersion(snapshot, build);
}
