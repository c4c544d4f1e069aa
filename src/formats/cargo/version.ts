// The expression of semver.org; numbers as cargo can hold them.
const NUMBER = '(?:0|[1-9]\\d{0,18})';
const LABEL = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${LABEL}(?:\\.${LABEL})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);
const MAX_LENGTH = 255;

/** Whether it is a version of SemVer 2, in exactly the spelling that the specification has (CRG-031, CRG-057). */
export function isVersion(text: string): boolean {
  return text.length <= MAX_LENGTH && VERSION.test(text);
}

/** The version without its build metadata: what tells two lines of an index file apart (CRG-031). */
export function toBareVersion(version: string): string {
  return version.replace(/\+.*$/s, '');
}
