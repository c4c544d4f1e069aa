import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The traits that the protocol reads; `codeartifactLocal#` ones come from models/patches.json only. */
export interface Traits {
  readonly 'smithy.api#required'?: object;
  readonly 'smithy.api#default'?: unknown;
  readonly 'smithy.api#length'?: { readonly min?: number; readonly max?: number };
  readonly 'smithy.api#range'?: { readonly min?: number; readonly max?: number };
  readonly 'smithy.api#pattern'?: string;
  readonly 'smithy.api#enumValue'?: string;
  readonly 'smithy.api#http'?: { readonly method: string; readonly uri: string; readonly code: number };
  readonly 'smithy.api#httpQuery'?: string;
  readonly 'smithy.api#httpHeader'?: string;
  readonly 'smithy.api#httpPayload'?: object;
  readonly 'smithy.api#httpError'?: number;
  /** What an enum's value is on the wire where that is not its modelled value. */
  readonly 'codeartifactLocal#wireValue'?: string;
  /** Further query texts of a boolean and what they mean. */
  readonly 'codeartifactLocal#spellings'?: Readonly<Record<string, boolean>>;
}

export interface Member {
  readonly target: string;
  readonly traits?: Traits;
}

interface Reference {
  readonly target: string;
}

/** A shape of the Smithy JSON AST, as far as this service uses it. */
export interface Shape {
  readonly type: string;
  readonly traits?: Traits;
  readonly members?: Readonly<Record<string, Member>>;
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly input?: Reference;
  readonly output?: Reference;
  readonly errors?: readonly Reference[];
}

export interface Model {
  /** The shape with this absolute id; throws where the model has none. */
  shape(id: string): Shape;
  readonly shapes: ReadonlyMap<string, Shape>;
}

/** A fact that the model gets wrong on the wire, and where it is known from (DESIGN D5). */
interface Patch {
  readonly reason: string;
  readonly shape: string;
  readonly member?: string;
  readonly set?: Traits;
  readonly unset?: readonly (keyof Traits)[];
}

// The same depth below src/ and below dist/.
const MODELS = join(__dirname, '..', '..', 'models');

/** Reads the service model with its patches applied; throws when a patch names a shape that is not there. */
export function loadServiceModel(): Model {
  // The two files ship with the package and the SDK schema test holds the model's shape, so no check at run time.
  const { shapes: raw } = readJson('codeartifact.smithy.json') as { shapes: Record<string, Shape> };
  const patches = readJson('patches.json') as readonly Patch[];
  const shapes = new Map(Object.entries(raw));
  for (const patch of patches) shapes.set(patch.shape, patched(find(shapes, patch.shape), patch));
  return { shapes, shape: (id) => find(shapes, id) };
}

/** The part of a shape id after the namespace. */
export function nameOf(id: string): string {
  return id.slice(id.indexOf('#') + 1);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(MODELS, file), 'utf8'));
}

function find(shapes: ReadonlyMap<string, Shape>, id: string): Shape {
  const shape = shapes.get(id);
  if (shape === undefined) throw new Error(`The service model has no shape ${id}`);
  return shape;
}

function patched(shape: Shape, patch: Patch): Shape {
  if (patch.member === undefined) return { ...shape, traits: patchedTraits(shape.traits, patch) };
  const member = shape.members?.[patch.member];
  if (member === undefined) throw new Error(`The service model has no member ${patch.shape}$${patch.member}`);
  const changed = { ...member, traits: patchedTraits(member.traits, patch) };
  return { ...shape, members: { ...shape.members, [patch.member]: changed } };
}

function patchedTraits(traits: Traits | undefined, patch: Patch): Traits {
  const unset: readonly string[] = patch.unset ?? [];
  const kept = Object.entries(traits ?? {}).filter(([name]) => !unset.includes(name));
  return { ...Object.fromEntries(kept), ...patch.set };
}
