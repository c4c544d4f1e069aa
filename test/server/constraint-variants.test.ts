import { request } from 'node:http';
import { constraintVariants, type ConstraintVariant, type RawRequest } from '../support/constraint-variants';
import { startEmulator, type TestEmulator } from '../support/emulator';

interface Answer {
  readonly status: number;
  readonly reason: unknown;
  readonly message: string;
}

const PARALLEL = 8;

/** The one edge that the service draws closer than its model (AUTH-053). */
const STRICTER = 'GetAuthorizationToken: durationSeconds of 1';

const variants = [...constraintVariants()];
let emulator: TestEmulator;

beforeAll(async () => {
  emulator = await startEmulator({ auth: 'off' });
});

afterAll(() => emulator.close());

function send({ method, path, query, headers, body }: RawRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const target = `${path}${query === '' ? '' : '?'}${query}`;
    const framed = { ...headers, 'content-length': String(body.length) };
    const sent = request(emulator.url, { method, path: target, headers: framed }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(toAnswer(response.statusCode ?? 0, Buffer.concat(chunks).toString())));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** An asset's bytes have no members; neither are they an error. */
function toAnswer(status: number, text: string): Answer {
  const { reason, message = '' } = (status >= 400 ? JSON.parse(text) : {}) as {
    reason?: unknown;
    message?: string;
  };
  return { status, reason, message };
}

/** What is wrong with an answer; undefined when it is what the model says. */
function findFault(
  { accepted, member, operation, title }: ConstraintVariant,
  { status, reason, message }: Answer,
): string | undefined {
  if (`${operation}: ${title}` === STRICTER)
    return accepted && reason === 'FIELD_VALIDATION_FAILED' ? undefined : 'accepted';
  const refused = status === 400 && reason === 'FIELD_VALIDATION_FAILED';
  if (accepted) return refused ? `refused: ${message}` : undefined;
  const [top = ''] = member.split('.');
  if (!refused) return `not refused but answered ${status} ${String(reason)}`;
  return message.includes(top) ? undefined : `the message does not name ${top}: ${message}`;
}

test('REPO-016 AUTH-053 each constraint of the model is held on both sides of its edges', async () => {
  const faults: string[] = [];
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let variant = variants[next++]; variant !== undefined; variant = variants[next++]) {
      const fault = findFault(variant, await send(variant.build()));
      if (fault !== undefined) faults.push(`${variant.operation}: ${variant.title}: ${fault}`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, sender));
  process.stdout.write(`${variants.length} constraint variants over HTTP\n`);
  expect(faults).toEqual([]);
  expect(variants.length).toBeGreaterThan(2607);
});

test('every operation that has input has variants, accepted and refused ones', () => {
  const both = new Map<string, Set<boolean>>();
  for (const { operation, accepted } of variants) {
    both.set(operation, (both.get(operation) ?? new Set()).add(accepted));
  }
  expect([...both].filter(([, kinds]) => kinds.size < 2)).toEqual([]);
  expect(both.size).toBe(48);
});
