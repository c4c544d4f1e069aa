import {
  CodeartifactServiceException,
  GetPackageVersionAssetCommand,
  ListPackageVersionsCommand,
  PublishPackageVersionCommand,
} from '@aws-sdk/client-codeartifact';
import { sha256 } from '../support/package-world';
import type { FormatAdapter } from './format-adapter';

const NAMES = { format: 'generic', namespace: 'ns', package: 'demo' } as const;

/** The generic package `ns/demo`, whose only door is the API. */
export const genericAdapter: FormatAdapter = {
  ...NAMES,
  asset: () => 'demo.bin',
  async publish({ client, domain, repository }, packageVersion, marker) {
    const input = { ...NAMES, domain, repository, packageVersion, assetName: 'demo.bin' };
    const assetContent = Buffer.from(`demo ${packageVersion} ${marker}`);
    const command = new PublishPackageVersionCommand({
      ...{ ...input, assetContent, assetSHA256: sha256(assetContent) },
    });
    return statusOf(client.send(command));
  },
  async download({ client, domain, repository }, packageVersion) {
    const input = { ...NAMES, domain, repository, packageVersion, asset: 'demo.bin' };
    let bytes: Buffer | undefined;
    const status = await statusOf(
      client.send(new GetPackageVersionAssetCommand(input)).then(async (answer) => {
        bytes = Buffer.from((await answer.asset?.transformToByteArray()) ?? []);
        return answer;
      }),
    );
    return { status, ...(bytes && { bytes }) };
  },
  async list({ client, domain, repository }) {
    let names: string[] = [];
    const command = new ListPackageVersionsCommand({ ...NAMES, domain, repository, status: 'Published' });
    const status = await statusOf(
      client.send(command).then((answer) => {
        names = (answer.versions ?? []).map(({ version }) => version ?? '').sort();
        return answer;
      }),
    );
    return status === 200 ? names : status;
  },
};

async function statusOf(
  call: Promise<{ readonly $metadata: { readonly httpStatusCode?: number | undefined } }>,
): Promise<number> {
  try {
    return (await call).$metadata.httpStatusCode ?? 0;
  } catch (error) {
    if (error instanceof CodeartifactServiceException) return error.$metadata.httpStatusCode ?? 0;
    throw error;
  }
}
