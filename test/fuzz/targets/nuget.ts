import { NuspecError, parseNuspec } from '../../../src/formats/nuget/nuspec';
import { compareVersions, parseVersion } from '../../../src/formats/nuget/version';
import { assertOrder, expecting, toVersions, type FuzzTarget } from '../target';

const NUSPEC = `<?xml version="1.0"?><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
<id>A</id><version>1.0.0-b+c</version><license type="expression">MIT</license><dependencies><group targetFramework="net8.0">
<dependency id="B" version="[1,2)"/></group></dependencies></metadata></package>`;

/** NuGet's readers. */
export const nugetTargets: readonly FuzzTarget[] = [
  {
    name: 'nuspec',
    seeds: [NUSPEC],
    run: (input) => expecting([NuspecError], () => parseNuspec(input)),
  },
  {
    name: 'nuget-versions',
    seeds: ['1.0 1.0.0.1 1.0.0-a 1.0.0-A.10 1.0.0-a.9+b 2'],
    run: (input) =>
      assertOrder(
        toVersions(input).filter((text) => parseVersion(text)),
        (a, b) => {
          const [x, y] = [parseVersion(a), parseVersion(b)];
          return x && y ? compareVersions(x, y) : 0;
        },
      ),
  },
];
