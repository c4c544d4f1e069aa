import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Target } from '../delivery/delivery';
import type { TrailRecord } from './trail-record';

const compress = promisify(gzip);

/**
 * Writes records as CloudTrail leaves them in a bucket: gzipped batches under
 * `AWSLogs/<account>/CloudTrail/<region>/<year>/<month>/<day>/`, by the day of the record (TRAIL-030).
 */
export function createTrailDirectory(directory: string): Target<TrailRecord> {
  return {
    name: `directory:${directory}`,
    batchSize: 1_000,
    async deliver(records) {
      for (const [folder, batch] of groupByFolder(records)) {
        const path = join(directory, ...folder.split('/'));
        await mkdir(path, { recursive: true });
        const body = await compress(JSON.stringify({ Records: batch }));
        await writeFile(join(path, toFileName(batch)), body);
      }
    },
    close: () => Promise.resolve(),
  };
}

function groupByFolder(records: readonly TrailRecord[]): Map<string, TrailRecord[]> {
  const groups = new Map<string, TrailRecord[]>();
  for (const record of records) {
    const { recipientAccountId, awsRegion, eventTime } = record;
    const day = eventTime.slice(0, 10).replaceAll('-', '/');
    const folder = `AWSLogs/${recipientAccountId}/CloudTrail/${awsRegion}/${day}`;
    groups.set(folder, [...(groups.get(folder) ?? []), record]);
  }
  return groups;
}

/** The first record's own id makes the name unique, and the same when a batch is written again. */
function toFileName([first]: readonly TrailRecord[]): string {
  if (!first) throw new Error('a batch is never empty');
  const { recipientAccountId, awsRegion, eventTime, eventID } = first;
  const minute = eventTime.slice(0, 16).replace(/[-:]/g, '');
  return `${recipientAccountId}_CloudTrail_${awsRegion}_${minute}Z_${eventID}.json.gz`;
}
