import { createDelivery, type DeliveryStatus } from '../delivery/delivery';
import { createFileTarget } from '../delivery/file-target';
import type { RepositoryId } from '../registry/records';
import { createLastItems } from '../util/last-items';
import type { AuditedRequest } from './audited-request';
import type { AuditSetting } from './audit-setting';
import { createTrailDirectory } from './trail-directory';
import { toTrailRecords, type TrailRecord } from './trail-record';
import { toUse, type TrailUse } from './trail-summary';

/** Members that a record must have; those left out may be anything. */
export interface TrailFilter {
  readonly eventName?: string | undefined;
  /** `recipientAccountId`. */
  readonly account?: string | undefined;
}

export interface TrailPage {
  readonly records: readonly TrailRecord[];
  /** Where to go on: the last record looked at. */
  readonly cursor: number;
}

export interface AuditTrailOptions {
  readonly settings: readonly AuditSetting[];
  /** The account that administers a repository, as long as it is there (TRAIL-002). */
  findAdministrator(id: RepositoryId): Promise<string | undefined>;
  uuid(): string;
  log(message: string): void;
}

const CAPACITY = 10_000;
// Resources are named by whoever asks, so there is no end to them.
const MAX_USES = 100_000;

/** CloudTrail's records of both doors: the last of them, what they used, and where they go (TRAIL-030, TRAIL-031). */
export class AuditTrail {
  private readonly logged = createLastItems<{ readonly cursor: number; readonly record: TrailRecord }>(
    CAPACITY,
  );
  private last = 0;
  private readonly uses = new Map<string, TrailUse>();
  // One after the other, so that records stand in the order of the answers.
  private pending: Promise<void> = Promise.resolve();
  private readonly deliveries;

  constructor(private readonly options: AuditTrailOptions) {
    this.deliveries = options.settings.map(({ kind, to }) =>
      createDelivery<TrailRecord>(kind === 'file' ? createFileTarget(to) : createTrailDirectory(to), options),
    );
  }

  /** Takes a request; nobody waits for what becomes of it. */
  add(request: AuditedRequest): void {
    this.pending = this.pending
      .then(() => this.record(request))
      .catch((error: unknown) => this.options.log(`a record of the audit trail was lost: ${String(error)}`));
  }

  /** Records behind a cursor, oldest first. */
  async list({ eventName, account }: TrailFilter = {}, after = 0, limit = Infinity): Promise<TrailPage> {
    await this.pending;
    const records: TrailRecord[] = [];
    let reached = after;
    for (const { cursor, record } of this.logged.list()) {
      if (cursor <= after) continue;
      if (records.length === limit) break;
      reached = cursor;
      const isWanted =
        (eventName === undefined || record.eventName === eventName) &&
        (account === undefined || record.recipientAccountId === account);
      if (isWanted) records.push(record);
    }
    return { records, cursor: reached };
  }

  /** Which permissions were used, by whom and on what; each once, the last 100,000 of them. */
  async summary(): Promise<readonly TrailUse[]> {
    await this.pending;
    return [...this.uses.values()];
  }

  /** What became of the records for each target. */
  targets(): readonly DeliveryStatus[] {
    return this.deliveries.map((delivery) => delivery.status());
  }

  clear(): void {
    // What is on its way would come afterwards.
    this.pending = this.pending.then(() => {
      this.logged.clear();
      this.uses.clear();
    });
  }

  async close(): Promise<void> {
    await this.pending;
    await Promise.all(this.deliveries.map((delivery) => delivery.close()));
  }

  private async record(request: AuditedRequest): Promise<void> {
    this.count(request);
    const recipients = await this.findRecipients(request);
    for (const record of toTrailRecords(request, recipients, () => this.options.uuid())) {
      this.logged.add({ cursor: ++this.last, record });
      for (const delivery of this.deliveries) delivery.add(record);
    }
  }

  private count(request: AuditedRequest): void {
    const use = toUse(request);
    const key = JSON.stringify(use);
    this.uses.set(key, { ...use, count: (this.uses.get(key)?.count ?? 0) + 1 });
    for (const oldest of this.uses.keys()) {
      if (this.uses.size <= MAX_USES) break;
      this.uses.delete(oldest);
    }
  }

  /** Caller, administrator of the repository, owner of the domain (TRAIL-002). */
  private async findRecipients({ notes }: AuditedRequest): Promise<string[]> {
    const { caller } = notes;
    const id = notes.repository ?? toRepositoryId(notes.input, caller);
    const administrator = id?.repository ? await this.options.findAdministrator(id) : undefined;
    const accounts = [caller.account, administrator, id?.domainOwner];
    return [...new Set(accounts.filter((account) => account !== undefined))];
  }
}

/** The repository, or with an empty name the domain, that an operation is about. */
function toRepositoryId(
  input: object | undefined,
  { account, region }: AuditedRequest['notes']['caller'],
): RepositoryId | undefined {
  // These members are texts wherever they are.
  const { domain, domainOwner = account, repository = '' } = (input ?? {}) as Partial<RepositoryId>;
  return domain === undefined ? undefined : { region, domainOwner, domain, repository };
}
