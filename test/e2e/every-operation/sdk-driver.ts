import * as sdk from '@aws-sdk/client-codeartifact';
import { fillIn, readPath, type Outcome, type Step } from './step';

type Send = (command: unknown) => Promise<Record<string, unknown>>;

/** Works through the steps with the JavaScript SDK, one after the other. */
export async function runWithSdk(client: sdk.CodeartifactClient, steps: readonly Step[]): Promise<Outcome[]> {
  const kept = new Map<string, unknown>();
  const outcomes: Outcome[] = [];
  for (const { operation, input, keep = {} } of steps) {
    const sent = fillIn(input, kept) as Record<string, unknown>; // a record gives a record
    const outcome = await call(client, operation, sent);
    for (const [name, path] of Object.entries(keep)) kept.set(name, readPath(outcome.output, path));
    outcomes.push(outcome);
  }
  return outcomes;
}

async function call(
  client: sdk.CodeartifactClient,
  operation: Step['operation'],
  input: Record<string, unknown>,
): Promise<Outcome> {
  // The table, not the compiler, says which input belongs to which command.
  const commands = sdk as unknown as Record<string, new (input: unknown) => unknown>;
  const Command = commands[`${operation}Command`];
  if (!Command) throw new Error(`The SDK has no ${operation}`);
  const send = client.send.bind(client) as unknown as Send;
  try {
    const output = await send(new Command(toSdkInput(input)));
    return { operation, input, output: await toPlain({ ...output, $metadata: undefined }) };
  } catch (error) {
    if (!(error instanceof sdk.CodeartifactServiceException)) throw error;
    const { name: code, message, $metadata } = error;
    return { operation, input, error: { code, status: $metadata.httpStatusCode ?? 0, message } };
  }
}

function toSdkInput(input: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(input).map(([name, value]) => {
    const bytes = (value as { bytes?: string }).bytes; // undefined for everything but a blob
    return [name, typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : value];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Members without a value are no members; times become ISO strings, streams base64. */
async function toPlain(value: unknown): Promise<unknown> {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  if ('transformToByteArray' in value) {
    const bytes = await (value as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray();
    return Buffer.from(bytes).toString('base64');
  }
  if (Array.isArray(value)) return Promise.all(value.map(toPlain));
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const plain = await Promise.all(
    entries.map(async ([name, member]) => [name, await toPlain(member)] as const),
  );
  return Object.fromEntries(plain);
}
