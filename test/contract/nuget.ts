import { createNugetPackage, toPush } from '../support/nuget-package';
import { toDownload, type ArchiveAdapter, type FormatAdapter } from './format-adapter';

interface Registration {
  readonly items: readonly {
    readonly items: readonly {
      readonly catalogEntry: { readonly version: string; readonly listed: boolean };
    }[];
  }[];
}

const path = (version: string) => `/v3/flatcontainer/demo.lib/${version}/demo.lib.${version}.nupkg`;

/** The NuGet package `Demo.Lib`. */
export const nugetAdapter: ArchiveAdapter & FormatAdapter = {
  format: 'nuget',
  package: 'demo.lib',
  connection: 'public:nuget-org',
  door: { path },
  asset: (version) => `demo.lib.${version}.nupkg`,
  container: 'zip',
  metadataPath: 'Demo.Lib.nuspec',
  upload: async ({ send }, _, archive) => (await send('/v2/package/', toPush(archive))).status,
  async publish({ send }, version, marker) {
    const metadata = '<projectUrl>https://example.com</projectUrl><license type="expression">MIT</license>';
    const nupkg = createNugetPackage('Demo.Lib', version, { metadata, files: { marker } });
    return (await send('/v2/package/', toPush(nupkg))).status;
  },
  download: async ({ send }, version) => toDownload(await send(path(version))),
  async list({ send }) {
    const answer = await send('/v3/registration4/demo.lib/index.json');
    if (answer.status !== 200) return answer.status;
    const { items } = (await answer.json()) as Registration; // of our own making
    return items
      .flatMap((page) => page.items.map(({ catalogEntry }) => catalogEntry))
      .flatMap(({ version, listed }) => (listed ? [version] : []));
  },
};
