import { UpdateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { createNpmPackage, type NpmPackage } from '../support/npm-package';
import { DOMAIN, sha256, startPackageWorld, type PackageWorld } from '../support/package-world';
import { createRawApi, type RawApi, type RawResponse } from '../support/raw-api';
import { createChooser, type Chooser } from './chooser';
import { RevisionPairs, toAnswer, toBatch } from './package-answers';
import { PackageModel, type Answer, type Format } from './package-model';
import { effort } from '../support/effort';

// Set by hand to run one sequence again; its number is in the failure.
const SEQUENCES = effort(2000, 400);
const STEPS = 12;
const REPOSITORIES = ['up', 'app', 'other', 'far'];
const UPSTREAMS: Record<string, string[]> = { app: ['up', 'far'], far: ['app'] };
const FORMATS: readonly Format[] = ['npm', 'generic'];
const VERSIONS = ['1.0.0', '1.1.0', '2.0.0-rc.1'];
const CONTENTS = ['', 'x', 'yy'];
const STATUSES = ['Published', 'Unlisted', 'Archived', 'Unfinished', 'Disposed'];
const NAMES = { npm: { package: 'p' }, generic: { namespace: 'ns', package: 'p' } } as const;

let world: PackageWorld;
let api: RawApi;
/** Tarballs by the name that the model knows them by. */
const tarballs = new Map<string, NpmPackage>();
const contentNames = new Map(CONTENTS.map((content) => [sha256(content), content]));

beforeAll(async () => {
  world = await startPackageWorld();
  api = createRawApi(world.emulator.url);
  for (const name of ['up', 'far']) await world.createRepository(name);
  for (const [repository, upstreams] of Object.entries(UPSTREAMS)) {
    const list = upstreams.map((repositoryName) => ({ repositoryName }));
    await world.client.send(new UpdateRepositoryCommand({ ...DOMAIN, repository, upstreams: list }));
  }
  for (const version of VERSIONS) {
    for (const variant of ['A', 'B']) {
      const built = await createNpmPackage('p', version, {
        manifest: { description: variant },
        files: { variant },
      });
      tarballs.set(`${version} ${variant}`, built);
      contentNames.set(sha256(built.tarball), `${version} ${variant}`);
    }
  }
});
afterAll(async () => {
  api.close();
  await world.emulator.close();
});

/** Keeps the model and the emulator in step, and pairs the revisions of the one with those of the other. */
class Sequence {
  readonly model = new PackageModel();
  readonly log: string[] = [];
  private readonly revisions = new RevisionPairs();

  constructor(
    private readonly choose: Chooser,
    private readonly token: string,
  ) {
    for (const name of REPOSITORIES) this.model.addRepository(name, UPSTREAMS[name] ?? []);
  }

  private call(method: string, path: string, query: object, body?: object): Promise<RawResponse> {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    return api.send(method, path, { query: { domain: 'dom', ...query }, ...text });
  }

  private get now(): number {
    return world.emulator.clock.now();
  }

  /** Revisions for some versions, mostly those they have. */
  private revisionsFor(repository: string, format: Format, versions: readonly string[]) {
    if (this.choose.chance(0.6)) return undefined;
    const names = this.choose.chance(0.9) ? versions : this.choose.some(VERSIONS);
    return Object.fromEntries(
      names.map((name) => {
        const current = this.model.version(repository, format, name)?.revision ?? 'none';
        return [name, this.choose.chance(0.85) ? current : 'wrong'];
      }),
    );
  }

  private toReal(revisions: Record<string, string> | undefined) {
    if (!revisions) return undefined;
    return Object.fromEntries(
      Object.entries(revisions).map(([name, spelled]) => [name, this.revisions.toReal(spelled)]),
    );
  }

  async step(): Promise<void> {
    const { choose } = this;
    if (choose.chance(0.5)) world.emulator.clock.advance(1);
    const format = choose.pick(FORMATS);
    const repository = choose.pick(REPOSITORIES);
    const step = choose.pick([
      ...(['publish', 'publish', 'publish', 'publish'] as const),
      ...(['copy', 'copy', 'copy'] as const),
      ...(['updateStatus', 'updateStatus', 'dispose', 'deleteVersions'] as const),
      ...(choose.chance(0.4) ? (['deletePackage'] as const) : []),
      'putOrigin' as const,
    ]);
    await this[step](repository, format);
  }

  private async publish(repository: string, format: Format): Promise<void> {
    const { choose, model } = this;
    const version = choose.pick(VERSIONS);
    if (format === 'generic') {
      const [asset, content, unfinished] = [
        choose.pick(['a', 'b']),
        choose.pick(CONTENTS),
        choose.chance(0.6),
      ];
      this.log.push(`publish ${repository} ${version} ${asset}=${content} ${unfinished ? 'unfinished' : ''}`);
      const answer = await api.send('POST', '/v1/package/version/publish', {
        query: {
          domain: 'dom',
          repository,
          format,
          ...NAMES.generic,
          version,
          asset,
          unfinished: String(unfinished),
        },
        headers: { 'x-amz-content-sha256': sha256(content) },
        body: content,
      });
      const real = toAnswer(answer, ({ versionRevision, status }) => ({ revision: versionRevision, status }));
      return this.compare(
        real,
        model.publishGeneric(repository, version, asset, content, unfinished, this.now),
      );
    }
    // Not where upstreams are: whether they have the version is another matter (UP-121).
    if (repository === 'app' || repository === 'far') return;
    const [variant, tag] = [choose.pick(['A', 'B']), choose.pick(['latest', 'next'])];
    this.log.push(`npm publish ${repository} ${version} ${variant} ${tag}`);
    const document = { ...tarballs.get(`${version} ${variant}`)?.document, 'dist-tags': { [tag]: version } };
    const answer = await api.send('PUT', `/npm/d/dom-000000000000/${repository}/p`, {
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(document),
    });
    const errors: Record<number, string> = { 403: 'PublishBlocked', 409: 'ConflictException' };
    const real: Answer =
      answer.status === 200 ? { ok: {} } : { error: errors[answer.status] ?? answer.body.toString() };
    this.compare(real, model.publishNpm(repository, version, `${version} ${variant}`, tag, this.now));
    // npm is not told the revision.
    await this.describe(repository, format, version);
  }

  private async copy(from: string, format: Format): Promise<void> {
    const { choose } = this;
    const to = choose.pick(REPOSITORIES);
    const names = choose.some(VERSIONS);
    const revisions = this.revisionsFor(from, format, names);
    const [overwrite, upstream] = [choose.chance(0.4), choose.chance(0.5)];
    this.log.push(
      `copy ${format} ${from} ${to} ${names.join()} ${JSON.stringify(revisions)} ${overwrite} ${upstream}`,
    );
    const answer = await this.call(
      'POST',
      '/v1/package/versions/copy',
      { format, ...NAMES[format], 'source-repository': from, 'destination-repository': to },
      {
        ...(revisions ? { versionRevisions: this.toReal(revisions) } : { versions: names }),
        allowOverwrite: overwrite,
        includeFromUpstream: upstream,
      },
    );
    this.compare(
      toAnswer(answer, toBatch),
      this.model.copy(from, to, format, names, revisions, overwrite, upstream),
    );
  }

  private async batch(
    path: string,
    repository: string,
    format: Format,
    more: { targetStatus?: string },
    ask: (batch: { versions: string[]; revisions?: Record<string, string>; expected?: string }) => Answer,
    withRevisions = true,
  ): Promise<void> {
    const { choose } = this;
    const versions = choose.chance(0.02) ? [] : choose.some(VERSIONS);
    const revisions = withRevisions ? this.revisionsFor(repository, format, versions) : undefined;
    const expected = choose.chance(0.3) ? choose.pick(STATUSES) : undefined;
    this.log.push(
      `${path} ${format} ${repository} ${JSON.stringify({ versions, revisions, expected, ...more })}`,
    );
    const answer = await this.call(
      'POST',
      `/v1/package/versions/${path}`,
      { format, ...NAMES[format], repository },
      { versions, versionRevisions: this.toReal(revisions), expectedStatus: expected, ...more },
    );
    const asked = { versions, ...(revisions && { revisions }), ...(expected !== undefined && { expected }) };
    this.compare(toAnswer(answer, toBatch), ask(asked));
  }

  private async updateStatus(repository: string, format: Format): Promise<void> {
    const targetStatus = this.choose.pick([...STATUSES, 'Published', 'Published', 'Archived', 'Unlisted']);
    await this.batch('update_status', repository, format, { targetStatus }, (asked) =>
      this.model.updateStatus(repository, format, asked, targetStatus, this.now),
    );
  }

  private async dispose(repository: string, format: Format): Promise<void> {
    await this.batch('dispose', repository, format, {}, (asked) =>
      this.model.dispose(repository, format, asked),
    );
  }

  private async deleteVersions(repository: string, format: Format): Promise<void> {
    const ask = (asked: Parameters<PackageModel['deleteVersions']>[2]): Answer =>
      this.model.deleteVersions(repository, format, asked);
    await this.batch('delete', repository, format, {}, ask, false);
  }

  private async deletePackage(repository: string, format: Format): Promise<void> {
    this.log.push(`delete package ${format} ${repository}`);
    const answer = await this.call('DELETE', '/v1/package', { format, ...NAMES[format], repository });
    const real = toAnswer(answer, ({ deletedPackage }) => deletedPackage.originConfiguration.restrictions);
    this.compare(real, this.model.deletePackage(repository, format));
  }

  private async putOrigin(repository: string, format: Format): Promise<void> {
    const [publish, upstream] = [
      this.choose.pick(['ALLOW', 'ALLOW', 'BLOCK']),
      this.choose.pick(['ALLOW', 'BLOCK']),
    ];
    this.log.push(`put origin ${format} ${repository} ${publish} ${upstream}`);
    const body = { restrictions: { publish, upstream } };
    const answer = await this.call('POST', '/v1/package', { format, ...NAMES[format], repository }, body);
    const real = toAnswer(answer, ({ originConfiguration }) => originConfiguration.restrictions);
    this.compare(real, this.model.putOrigin(repository, format, publish, upstream));
  }

  /** Everything that can be read of one package, or of all. */
  async readAll(repository: string, format: Format): Promise<void> {
    const query = { format, ...NAMES[format], repository };
    for (const sortBy of [undefined, 'PUBLISHED_TIME']) {
      const list = await this.call('POST', '/v1/package/versions', { ...query, sortBy });
      const real = toAnswer(list, ({ defaultDisplayVersion: shown, versions }) => ({
        ...(shown !== undefined && { shown }),
        versions: versions.map(({ origin, ...rest }) => ({
          ...rest,
          origin: origin.domainEntryPoint.repositoryName,
        })),
      }));
      this.compare(real, this.model.listVersions(repository, format, sortBy !== undefined));
    }
    const version = this.choose.pick(VERSIONS);
    await this.describe(repository, format, version);
    const asset = format === 'npm' ? 'package.tgz' : this.choose.pick(['a', 'b']);
    const got = await this.call('GET', '/v1/package/version/asset', { ...query, version, asset });
    const content: Answer =
      got.status === 200 ? { ok: contentNames.get(sha256(got.body)) } : { error: got.errorType };
    this.compare(content, this.model.readAsset(repository, format, version, asset));
  }

  private async describe(repository: string, format: Format, version: string): Promise<void> {
    const described = await this.call('GET', '/v1/package/version', {
      format,
      ...NAMES[format],
      repository,
      version,
    });
    const real = toAnswer(described, ({ packageVersion: { status, revision, origin, publishedTime } }) => ({
      status,
      revision,
      origin: origin.domainEntryPoint.repositoryName,
      ...(publishedTime !== undefined && { publishedTime: Math.round(publishedTime * 1000) }),
    }));
    this.compare(real, this.model.describeVersion(repository, format, version));
  }

  async readTotals(): Promise<void> {
    for (const repository of REPOSITORIES) {
      const list = await this.call('POST', '/v1/packages', { repository });
      const real = toAnswer(list, ({ packages }) =>
        packages
          .map(({ format, originConfiguration: { restrictions } }) =>
            [format, restrictions.publish, restrictions.upstream].join(' '),
          )
          .sort(),
      );
      this.compare(real, this.model.listPackages(repository));
    }
    for (const repository of ['up', 'other']) {
      const headers = { authorization: `Bearer ${this.token}` };
      const document = await api.send('GET', `/npm/d/dom-000000000000/${repository}/p`, { headers });
      const real: Answer =
        document.status === 404
          ? { error: 'ResourceNotFoundException' }
          : toAnswer(document, ({ 'dist-tags': tags, versions }) => ({
              tags,
              versions: Object.keys(versions).sort(),
            }));
      this.compare(real, this.model.packument(repository));
    }
    const domain = await this.call('GET', '/v1/domain', {});
    const sizeOf = (content: string): number => tarballs.get(content)?.tarball.length ?? content.length;
    this.compare(
      toAnswer(domain, (body) => body.domain.assetSizeBytes),
      this.model.assetSizeBytes(sizeOf),
    );
  }

  /** Deletes what is left, which leaves no byte behind (DOM-055). */
  async end(): Promise<void> {
    for (const repository of REPOSITORIES) {
      for (const format of FORMATS) {
        if (this.model.find(repository, format)) await this.deletePackage(repository, format);
      }
    }
    const domain = await this.call('GET', '/v1/domain', {});
    this.compare(
      toAnswer(domain, (body) => body.domain.assetSizeBytes),
      { ok: 0 },
    );
  }

  private compare(real: Answer, expected: Answer): void {
    expect(this.revisions.spell(real, expected)).toEqual(expected);
  }
}

test("VER-100 VER-506 ASSET-300 STAT-003 STAT-103 DEL-003 COPY-010 COPY-050 ORIG-003 every answer of random sequences is the model's", async () => {
  const token = await world.emulator.token('dom');
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    const choose = createChooser(seed);
    const sequence = new Sequence(choose, token);
    try {
      for (let step = 0; step < STEPS; step++) {
        await sequence.step();
        if (step % 4 === 3) await sequence.readAll(choose.pick(REPOSITORIES), choose.pick(FORMATS));
      }
      await sequence.readTotals();
      await sequence.end();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`sequence ${seed}\n${sequence.log.join('\n')}\n${message}`);
    }
  }
}, 600_000);
