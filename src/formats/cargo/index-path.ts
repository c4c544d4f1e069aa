/** The folder that a crate of this name is in, letter case kept, as download addresses may have it (CRG-022). */
export function toIndexFolder(name: string): string {
  if (name.length <= 2) return String(name.length);
  if (name.length === 3) return `3/${name.slice(0, 1)}`;
  return `${name.slice(0, 2)}/${name.slice(2, 4)}`;
}

/** Where the index has the file of a crate, below the endpoint and without a slash before it (CRG-022). */
export function toIndexPath(name: string): string {
  const lower = name.toLowerCase();
  return `${toIndexFolder(lower)}/${lower}`;
}
