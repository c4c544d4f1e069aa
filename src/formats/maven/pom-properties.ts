import { findChild, findText, type XmlElement } from '../../encoding/xml';

/** Puts the values of a POM's own properties into a text. */
export type Interpolate = (text: string) => string;

// A POM whose properties multiply each other must not grow beyond reason.
const MAX_LENGTH = 4096;

/**
 * Resolves `${…}` from what the POM itself says: its properties and coordinates, those of its `<parent>` where it has
 * none of its own. What it does not say stays as it is (MVN-202).
 */
export function createInterpolation(project: XmlElement): Interpolate {
  const values = new Map<string, string | undefined>();
  const resolve = (name: string): string | undefined => {
    // Looked up once; a property that leads back to itself finds nothing.
    if (!values.has(name)) {
      values.set(name, undefined);
      const raw = findProperty(project, name);
      values.set(name, raw === undefined ? undefined : interpolate(raw));
    }
    return values.get(name);
  };
  const interpolate: Interpolate = (text) => {
    let length = 0;
    const resolved = text.replace(/\$\{([^${}]+)\}/g, (whole, name: string) => {
      const value = length > MAX_LENGTH ? undefined : resolve(name.trim());
      length += value?.length ?? 0;
      return value ?? whole;
    });
    return resolved.length > Math.max(MAX_LENGTH, text.length) ? text : resolved;
  };
  return interpolate;
}

function findProperty(project: XmlElement, name: string): string | undefined {
  const own = findText(findChild(project, 'properties'), name);
  if (own !== undefined) return own;
  const [, path] = /^(?:project\.|pom\.)?(.+)$/.exec(name) ?? [];
  const parent = findChild(project, 'parent');
  switch (path) {
    case 'groupId':
    case 'version':
      return findText(project, path) ?? findText(parent, path);
    case 'artifactId':
    case 'name':
    case 'url':
      return findText(project, path);
    case 'parent.groupId':
    case 'parent.artifactId':
    case 'parent.version':
      return findText(parent, path.slice('parent.'.length));
    default:
      return undefined;
  }
}
