/**
 * What the package operations must answer, written as plainly as possible: maps of maps, everything copied, nothing
 * indexed, nothing shared with the code under test. Revisions are spelled-out contents; the test pairs them with the
 * real ones.
 */

export type Status = 'Published' | 'Unfinished' | 'Unlisted' | 'Archived' | 'Disposed';
export type Format = 'npm' | 'generic';

export interface ModelVersion {
  status: Status;
  assets: Record<string, string>;
  revision: string;
  origin: string;
  publishedTime?: number;
  created: number;
}
export interface ModelPackage {
  publish: string;
  upstream: string;
  tags: Record<string, string>;
  versions: Record<string, ModelVersion>;
}

/** An answer, or what it was refused with. */
export type Answer = { ok: unknown } | { error: string };

interface Batch {
  versions: string[];
  revisions?: Record<string, string>;
  expected?: string;
}

const NOT_FOUND = { error: 'ResourceNotFoundException' };
const INVALID = { error: 'ValidationException' };
const CONFLICT = { error: 'ConflictException' };

export class PackageModel {
  repositories: Record<string, Record<Format, ModelPackage | undefined>> = {};
  upstreams: Record<string, string[]> = {};
  private counter = 0;

  addRepository(name: string, upstreams: string[]): void {
    this.repositories[name] = { npm: undefined, generic: undefined };
    this.upstreams[name] = upstreams;
  }

  find(repository: string, format: Format): ModelPackage | undefined {
    return this.repositories[repository]?.[format];
  }

  version(repository: string, format: Format, version: string): ModelVersion | undefined {
    return this.find(repository, format)?.versions[version];
  }

  private create(repository: string, format: Format): ModelPackage {
    const slot = this.repositories[repository];
    if (!slot) throw new Error(repository);
    return (slot[format] ??= { publish: 'ALLOW', upstream: 'BLOCK', tags: {}, versions: {} });
  }

  /** PublishPackageVersion. */
  publishGeneric(
    repository: string,
    version: string,
    asset: string,
    content: string,
    unfinished: boolean,
    now: number,
  ): Answer {
    if (this.find(repository, 'generic')?.publish === 'BLOCK') return CONFLICT;
    const existing = this.version(repository, 'generic', version);
    if (existing && existing.status !== 'Unfinished') return CONFLICT;
    if (existing && asset in existing.assets && existing.assets[asset] !== content) return CONFLICT;
    const record: ModelVersion = existing ?? {
      status: 'Unfinished',
      assets: {},
      revision: '',
      origin: repository,
      created: ++this.counter,
    };
    record.assets[asset] = content;
    record.revision = spell('generic', version, record.assets, '');
    if (!unfinished) {
      record.status = 'Published';
      record.publishedTime = now;
    }
    this.create(repository, 'generic').versions[version] = record;
    return { ok: { revision: record.revision, status: record.status } };
  }

  /** npm publish; `content` stands for tarball and manifest. */
  publishNpm(repository: string, version: string, content: string, tag: string, now: number): Answer {
    if (this.find(repository, 'npm')?.publish === 'BLOCK') return { error: 'PublishBlocked' };
    const revision = spell('npm', version, { 'package.tgz': content }, content);
    const existing = this.version(repository, 'npm', version);
    if (existing?.status === 'Published' && existing.revision === revision) return { ok: {} };
    if (existing) return CONFLICT;
    const owner = this.create(repository, 'npm');
    owner.tags[tag] = version;
    owner.versions[version] = {
      status: 'Published',
      assets: { 'package.tgz': content },
      revision,
      origin: repository,
      publishedTime: now,
      created: ++this.counter,
    };
    return { ok: {} };
  }

  updateStatus(repository: string, format: Format, batch: Batch, target: string, now: number): Answer {
    if (target !== 'Published' && target !== 'Unlisted' && target !== 'Archived') return INVALID;
    return this.batch(repository, format, batch, 'status', (record) => {
      record.status = target;
      if (target === 'Published') record.publishedTime ??= now;
      return target;
    });
  }

  dispose(repository: string, format: Format, batch: Batch): Answer {
    return this.batch(repository, format, batch, 'status', (record) => {
      record.status = 'Disposed';
      record.assets = {};
      return 'Disposed';
    });
  }

  deleteVersions(repository: string, format: Format, batch: Batch): Answer {
    return this.batch(repository, format, batch, 'delete', (_, version, owner) => {
      delete owner.versions[version];
      for (const [tag, named] of Object.entries(owner.tags)) if (named === version) delete owner.tags[tag];
      return 'Deleted';
    });
  }

  private batch(
    repository: string,
    format: Format,
    { versions, revisions, expected }: Batch,
    family: 'status' | 'delete',
    change: (record: ModelVersion, version: string, owner: ModelPackage) => string,
  ): Answer {
    const names = [...new Set(versions)];
    if (names.length === 0) return INVALID;
    if (revisions && [...names].sort().join() !== Object.keys(revisions).sort().join()) return INVALID;
    const owner = this.find(repository, format);
    if (!owner) return NOT_FOUND;
    const failures: Record<string, string> = {};
    for (const version of names) {
      const record = owner.versions[version];
      if (!record) failures[version] = 'NOT_FOUND';
      else if (revisions && revisions[version] !== record.revision) failures[version] = 'MISMATCHED_REVISION';
      else if (expected !== undefined && expected !== record.status) failures[version] = 'MISMATCHED_STATUS';
      else if (family === 'status' && record.status === 'Disposed') failures[version] = 'NOT_ALLOWED';
    }
    if (Object.keys(failures).length > 0) return { ok: toFailed(names, failures) };
    const done: Record<string, unknown> = {};
    for (const version of names) {
      const record = owner.versions[version];
      if (record) done[version] = { revision: record.revision, status: change(record, version, owner) };
    }
    return { ok: { successful: done, failed: {} } };
  }

  copy(
    from: string,
    to: string,
    format: Format,
    names: string[],
    revisions: Record<string, string> | undefined,
    overwrite: boolean,
    fromUpstream: boolean,
  ): Answer {
    const wanted = revisions ? Object.keys(revisions) : [...new Set(names)];
    if (from === to || wanted.length === 0) return INVALID;
    if (!fromUpstream && !this.find(from, format)) return NOT_FOUND;
    const failures: Record<string, string> = {};
    const found: Record<string, { repository: string; record: ModelVersion }> = {};
    for (const version of wanted) {
      const hit = this.search(from, format, version, fromUpstream);
      const existing = this.version(to, format, version);
      if (!hit) failures[version] = 'NOT_FOUND';
      else if (revisions && revisions[version] !== hit.record.revision)
        failures[version] = 'MISMATCHED_REVISION';
      else if (hit.record.status === 'Unfinished' || hit.record.status === 'Disposed')
        failures[version] = 'NOT_ALLOWED';
      else if (existing && !isSame(existing, hit.record) && !overwrite) failures[version] = 'ALREADY_EXISTS';
      else found[version] = hit;
    }
    if (Object.keys(failures).length > 0) return { ok: toFailed(wanted, failures) };
    const done: Record<string, unknown> = {};
    for (const [version, { repository, record }] of Object.entries(found)) {
      const owner = this.create(to, format);
      const existing = owner.versions[version];
      if (!existing || !isSame(existing, record)) {
        owner.versions[version] = { ...record, assets: { ...record.assets }, created: ++this.counter };
        done[version] = { revision: record.revision, status: record.status };
      }
      for (const [tag, named] of Object.entries(this.find(repository, format)?.tags ?? {})) {
        if (named === version) owner.tags[tag] = version;
      }
    }
    return { ok: { successful: done, failed: {} } };
  }

  private search(from: string, format: Format, version: string, fromUpstream: boolean) {
    const order: string[] = [];
    const visit = (repository: string): void => {
      if (order.includes(repository)) return;
      order.push(repository);
      if (!fromUpstream || format === 'generic') return;
      if (this.find(repository, format)?.upstream === 'BLOCK') return;
      for (const next of this.upstreams[repository] ?? []) visit(next);
    };
    visit(from);
    for (const repository of order) {
      const record = this.version(repository, format, version);
      if (!record) continue;
      const hidden = record.status !== 'Published' && record.status !== 'Unlisted';
      return repository !== from && hidden ? undefined : { repository, record };
    }
    return undefined;
  }

  deletePackage(repository: string, format: Format): Answer {
    const owner = this.find(repository, format);
    if (!owner) return NOT_FOUND;
    this.repositories[repository] = { ...(this.repositories[repository] ?? EMPTY), [format]: undefined };
    return { ok: { publish: owner.publish, upstream: owner.upstream } };
  }

  putOrigin(repository: string, format: Format, publish: string, upstream: string): Answer {
    Object.assign(this.create(repository, format), { publish, upstream });
    return { ok: { publish, upstream } };
  }

  listVersions(repository: string, format: Format, byTime: boolean): Answer {
    const owner = this.find(repository, format);
    if (!owner) return NOT_FOUND;
    const all = Object.entries(owner.versions).sort(([a], [b]) => (a < b ? -1 : 1));
    const timed = all.filter(([, { publishedTime }]) => publishedTime !== undefined);
    timed.sort(([, a], [, b]) => (b.publishedTime ?? 0) - (a.publishedTime ?? 0) || b.created - a.created);
    const rest = all.filter(([, { publishedTime }]) => publishedTime === undefined);
    const latest = format === 'npm' ? owner.tags['latest'] : undefined;
    const shown =
      latest !== undefined && owner.versions[latest]?.status === 'Published'
        ? latest
        : timed.find(([, { status }]) => status === 'Published')?.[0];
    return {
      ok: {
        ...(shown !== undefined && { shown }),
        versions: (byTime ? [...timed, ...rest] : all).map(([version, { revision, status, origin }]) => ({
          version,
          revision,
          status,
          origin,
        })),
      },
    };
  }

  describeVersion(repository: string, format: Format, version: string): Answer {
    const record = this.version(repository, format, version);
    if (!record) return NOT_FOUND;
    const { status, revision, origin, publishedTime } = record;
    return { ok: { status, revision, origin, ...(publishedTime !== undefined && { publishedTime }) } };
  }

  readAsset(repository: string, format: Format, version: string, asset: string): Answer {
    const record = this.version(repository, format, version);
    if (!record) return NOT_FOUND;
    if (record.status !== 'Published' && record.status !== 'Unlisted') return CONFLICT;
    const content = record.assets[asset];
    return content === undefined ? NOT_FOUND : { ok: content };
  }

  listPackages(repository: string): Answer {
    const all = Object.entries(this.repositories[repository] ?? {});
    return {
      ok: all
        .flatMap(([format, owner]) => (owner ? [`${format} ${owner.publish} ${owner.upstream}`] : []))
        .sort(),
    };
  }

  /** What the npm door shows: tags of visible versions, and the visible versions. */
  packument(repository: string): Answer {
    const owner = this.find(repository, 'npm');
    if (!owner || Object.keys(owner.versions).length === 0) return { error: 'ResourceNotFoundException' };
    const visible = Object.keys(owner.versions).filter(
      (name) => owner.versions[name]?.status === 'Published',
    );
    const tags = Object.entries(owner.tags).filter(([, version]) => visible.includes(version));
    return { ok: { tags: Object.fromEntries(tags), versions: visible.sort() } };
  }

  assetSizeBytes(sizeOf: (content: string) => number): Answer {
    const contents = new Set<string>();
    for (const slots of Object.values(this.repositories)) {
      for (const owner of Object.values(slots)) {
        for (const { assets } of Object.values(owner?.versions ?? {})) {
          for (const content of Object.values(assets)) contents.add(content);
        }
      }
    }
    return { ok: [...contents].reduce((sum, content) => sum + sizeOf(content), 0) };
  }
}

const EMPTY = { npm: undefined, generic: undefined };

function spell(format: string, version: string, assets: Record<string, string>, manifest: string): string {
  return JSON.stringify([format, version, Object.entries(assets).sort(), manifest]);
}

function isSame(a: ModelVersion, b: ModelVersion): boolean {
  return a.revision === b.revision && a.status !== 'Disposed';
}

function toFailed(names: string[], failures: Record<string, string>) {
  const failed = Object.fromEntries(names.map((name) => [name, failures[name] ?? 'SKIPPED']));
  return { successful: {}, failed };
}
