import { packageFormats as formats } from '../formats';
import { operations } from '../operations';
import type { FormatAction } from '../formats/format';
import { stsActionNames } from '../sts/sts-actions';
import type { Protocol } from '../protocol/model';
import type { Coverage } from './admin';

/** What works and what a later version brings. */
export function toCoverage(protocol: Protocol): Coverage {
  const names = [...protocol.operations.keys()].sort();
  // Generic packages have no endpoint at the service either.
  const endpoints = [...formats.values()].filter((format) => format.name !== 'generic');
  return {
    operations: {
      implemented: names.filter((name) => operations.has(name)),
      missing: names.filter((name) => !operations.has(name)),
    },
    endpoints: {
      implemented: endpoints.filter((format) => format.routes.length > 0).map((format) => format.name),
      missing: endpoints.filter((format) => format.routes.length === 0).map((format) => format.name),
    },
  };
}

/** Every operation, of the token service too, and every permission that a package manager's request needs. */
export function listOperations(protocol: Protocol): readonly string[] {
  const packages: readonly FormatAction[] = [
    'ReadFromRepository',
    'PublishPackageVersion',
    'PutPackageMetadata',
  ];
  return [...protocol.operations.keys(), ...stsActionNames, ...packages];
}
