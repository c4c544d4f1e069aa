import { resolve } from 'node:path';

/** A path of a seed. @throws Error where a seed must not name any, because it came with a request */
export function toPath(path: string, directory: string | undefined): string {
  if (directory === undefined)
    throw new Error('a seed that is sent cannot name files; put their content into it');
  return resolve(directory, path);
}
