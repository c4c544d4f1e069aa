import type { HttpRequest } from '../util/http';
import type { Member, Model, Shape } from './service-model';
import { parseBody } from './parse-body';
import { parseQuery, type QuerySlots } from './query';
import { compileAbsent, compileJsonReader, compileTextReader, ownMember } from './read-shape';
import { assertNoViolations, type Violations } from './violations';

/** What an operation's input reads of the request's body. */
export type Payload = 'none' | 'json' | 'blob';

export interface Decoder {
  readonly payload: Payload;
  /** The input, decoded and validated; throws ValidationException naming everything that is wrong. */
  decode(http: HttpRequest, body: Buffer): Record<string, unknown>;
}

interface Source {
  readonly http: HttpRequest;
  readonly query: readonly (string | undefined)[];
  readonly json: Readonly<Record<string, unknown>>;
}

interface MemberDecoder {
  readonly name: string;
  decode(source: Source, violations: Violations): unknown;
}

/** Compiles an operation's input structure; throws on a binding or type that is not supported. */
export function compileDecoder(model: Model, input: Shape): Decoder {
  const members = Object.entries(input.members ?? {});
  const slots = slotsOf(members);
  const payload = payloadOf(members);
  const decoders = members.map(([name, member]) => compileMember(model, name, member, slots));
  return {
    payload,
    decode(http, body) {
      const violations: Violations = [];
      const json = parseBody(payload === 'blob' ? NO_BODY : body);
      const source = { http, json, query: parseQuery(http.query, slots, violations) };
      const result: Record<string, unknown> = {};
      for (const member of decoders) {
        const value = member.decode(source, violations);
        if (value !== undefined) result[member.name] = value;
      }
      assertNoViolations(violations);
      return result;
    },
  };
}

const NO_BODY = Buffer.alloc(0);

function slotsOf(members: readonly (readonly [string, Member])[]): QuerySlots {
  const slots = new Map<string, { index: number; member: string }>();
  for (const [member, { traits }] of members) {
    const name = traits?.['smithy.api#httpQuery'];
    if (name !== undefined) slots.set(name, { index: slots.size, member });
  }
  return slots;
}

function payloadOf(members: readonly (readonly [string, Member])[]): Payload {
  if (members.some(([, { traits }]) => traits?.['smithy.api#httpPayload'] !== undefined)) return 'blob';
  return members.some(([, member]) => isBodyMember(member)) ? 'json' : 'none';
}

function isBodyMember({ traits }: Member): boolean {
  return (
    traits?.['smithy.api#httpQuery'] === undefined &&
    traits?.['smithy.api#httpHeader'] === undefined &&
    traits?.['smithy.api#httpPayload'] === undefined
  );
}

function compileMember(model: Model, name: string, member: Member, slots: QuerySlots): MemberDecoder {
  const query = member.traits?.['smithy.api#httpQuery'];
  const header = member.traits?.['smithy.api#httpHeader'];
  if (query !== undefined) {
    const index = slots.get(query)?.index ?? -1;
    return textMember(model, name, member, (source) => source.query[index]);
  }
  if (header !== undefined) {
    const key = header.toLowerCase();
    return textMember(model, name, member, ({ http }) => http.headers[key]?.toString());
  }
  if (!isBodyMember(member)) return blobMember(model, name, member);
  const read = compileJsonReader(model, member);
  const absent = compileAbsent(member);
  return {
    name,
    decode({ json }, violations) {
      const value = ownMember(json, name);
      return value === undefined ? absent(name, violations) : read(value, name, violations);
    },
  };
}

function textMember(
  model: Model,
  name: string,
  member: Member,
  textOf: (source: Source) => string | undefined,
): MemberDecoder {
  const read = compileTextReader(model, member);
  const absent = compileAbsent(member);
  return {
    name,
    decode(source, violations) {
      const text = textOf(source);
      return text === undefined ? absent(name, violations) : read(text, name, violations);
    },
  };
}

function blobMember(model: Model, name: string, member: Member): MemberDecoder {
  const { type } = model.shape(member.target);
  if (type !== 'blob') throw new Error(`A ${type} as the payload of a request is not supported`);
  return { name, decode: ({ http }) => http.body };
}
