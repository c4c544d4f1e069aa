import type { FuzzTarget } from './target';
import { accessTargets } from './targets/access';
import { createArchiveTargets } from './targets/archives';
import { encodingTargets } from './targets/encodings';
import { requestTargets } from './targets/requests';
import { npmTargets } from './targets/npm';
import { pypiTargets } from './targets/pypi';
import { mavenTargets } from './targets/maven';
import { nugetTargets } from './targets/nuget';
import { cargoTargets } from './targets/cargo';
import { rubyTargets } from './targets/ruby';
import { swiftTargets } from './targets/swift';

/** Every reader of ours that bytes from outside reach. */
export async function createTargets(): Promise<readonly FuzzTarget[]> {
  return [
    ...(await createArchiveTargets()),
    ...accessTargets,
    ...encodingTargets,
    ...requestTargets,
    ...npmTargets,
    ...pypiTargets,
    ...mavenTargets,
    ...nugetTargets,
    ...cargoTargets,
    ...rubyTargets,
    ...swiftTargets,
  ];
}
