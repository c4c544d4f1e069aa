import { packageKey } from './keys';
import { putPackage, type PackageTarget } from './packages';
import type { PackageRecord } from './records';
import { getRepository } from './repositories';
import type { WriteTransaction } from './store';

/**
 * Sets both origin controls of a package in one repository; an unknown package is created without versions (ORIG-001
 * … ORIG-007). @throws ResourceNotFoundException for an unknown repository
 */
export async function putOriginConfiguration(
  tx: WriteTransaction,
  target: PackageTarget,
  { publish, upstream }: Pick<PackageRecord, 'publish' | 'upstream'>,
): Promise<PackageRecord> {
  await getRepository(tx, target);
  const { format, namespace, package: name } = target;
  const current = await tx.get(packageKey(target));
  const record = current ?? { format, namespace, package: name, tags: {}, changes: 0 };
  return putPackage(tx, target, { ...record, publish, upstream });
}
