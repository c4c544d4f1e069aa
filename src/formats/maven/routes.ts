import { invalidRequest } from '../../registry/errors';
import type { FormatRoute } from '../format';
import { getAsset } from './get-asset';
import { getMetadata } from './get-metadata';
import { putAsset } from './put-asset';
import { putMetadata } from './put-metadata';
import { notFound, parseMavenPath } from './request-path';

/** The Maven endpoint: a tree of files. Any other method gets the door's 405 (MVN-011). */
export const mavenRoutes: readonly FormatRoute[] = [
  {
    method: 'GET',
    path: '/{path+}',
    action: 'ReadFromRepository',
    async handle(request, ctx) {
      const path = parseMavenPath(request.labels.path ?? '');
      if (path.kind === 'asset') return getAsset(path, request, ctx);
      if (path.kind === 'metadata') return getMetadata(path, request, ctx);
      throw notFound(); // folders are not listed (MVN-007, MVN-012)
    },
  },
  {
    method: 'PUT',
    path: '/{path+}',
    async handle(request, ctx) {
      const path = parseMavenPath(request.labels.path ?? '');
      if (path.kind === 'asset') return putAsset(path, request, ctx);
      if (path.kind === 'metadata') return putMetadata(path, request, ctx);
      throw invalidRequest('The path is not of a file of a package version.'); // MVN-008, MVN-098
    },
  },
];
