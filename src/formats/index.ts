import type { FormatName } from '../registry/records';
import { cargoFormat } from './cargo';
import type { PackageFormat } from './format';
import { genericFormat } from './generic';
import { mavenFormat } from './maven';
import { npmFormat } from './npm';
import { nugetFormat } from './nuget';
import { pypiFormat } from './pypi';
import { rubyFormat } from './ruby';
import { swiftFormat } from './swift';

/** Every package format, by its name. */
export const packageFormats: ReadonlyMap<FormatName, PackageFormat> = new Map(
  [npmFormat, pypiFormat, mavenFormat, nugetFormat, genericFormat, rubyFormat, swiftFormat, cargoFormat].map(
    (format) => [format.name, format],
  ),
);
