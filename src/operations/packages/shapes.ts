import type {
  PackageDescription,
  PackageOriginConfiguration,
  PackageSummary,
} from '@aws-sdk/client-codeartifact';
import type { PackageRecord } from '../../registry/records';

/** What DescribePackage shows; the name's key is `name` only there (PKG-120). */
export function toPackageDescription(record: PackageRecord): PackageDescription {
  return {
    format: record.format,
    ...toNamespace(record),
    name: record.package,
    originConfiguration: toOriginConfiguration(record),
  };
}

/** An item of ListPackages (PKG-101). */
export function toPackageSummary(record: PackageRecord): PackageSummary {
  return {
    format: record.format,
    ...toNamespace(record),
    package: record.package,
    originConfiguration: toOriginConfiguration(record),
  };
}

/** The origin controls as they are stored for the package itself (ORIG-001). */
export function toOriginConfiguration({ publish, upstream }: PackageRecord): PackageOriginConfiguration {
  return { restrictions: { publish, upstream } };
}

function toNamespace({ namespace }: PackageRecord): { namespace?: string } {
  return namespace === '' ? {} : { namespace };
}
