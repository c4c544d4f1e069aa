import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './step';

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, { readonly target: string }>>;
  readonly member?: { readonly target: string };
  readonly value?: { readonly target: string };
  readonly input?: { readonly target: string };
  readonly output?: { readonly target: string };
}

const MODEL = join(__dirname, '..', '..', '..', 'models', 'codeartifact.smithy.json');
const PREFIX = 'com.amazonaws.codeartifact#';
const { shapes } = JSON.parse(readFileSync(MODEL, 'utf8')) as { shapes: Readonly<Record<string, Shape>> };

/** Dotted paths of all members of an operation's input or output; lists and maps add nothing to a path. */
export function listMembers(operation: string, side: 'input' | 'output'): string[] {
  const target = shapes[PREFIX + operation]?.[side]?.target;
  return target === undefined ? [] : listShapeMembers(target);
}

function listShapeMembers(target: string, path = ''): string[] {
  const shape = shapes[target];
  const inner = shape?.member ?? shape?.value;
  if (shape?.type === 'list' || shape?.type === 'map')
    return inner ? listShapeMembers(inner.target, path) : [];
  if (shape?.type !== 'structure') return [];
  return Object.entries(shape.members ?? {}).flatMap(([name, member]) => {
    const here = path === '' ? name : `${path}.${name}`;
    return [here, ...listShapeMembers(member.target, here)];
  });
}

/** The members of the model that no outcome of the operation had, as `input.x` and `output.x.y`. */
export function findUnseenMembers(operation: string, outcomes: readonly Outcome[]): string[] {
  const seen = new Set<string>();
  for (const outcome of outcomes.filter((one) => one.operation === operation)) {
    collectMembers(outcome.input, shapeOf(operation, 'input'), 'input', seen);
    collectMembers(outcome.output, shapeOf(operation, 'output'), 'output', seen);
  }
  const sides = ['input', 'output'] as const;
  return sides
    .flatMap((side) => listMembers(operation, side).map((member) => `${side}.${member}`))
    .filter((member) => !seen.has(member));
}

function shapeOf(operation: string, side: 'input' | 'output'): string {
  return shapes[PREFIX + operation]?.[side]?.target ?? '';
}

function collectMembers(value: unknown, target: string, path: string, seen: Set<string>): void {
  const shape = shapes[target];
  if (typeof value !== 'object' || value === null || !shape) return;
  if (shape.type === 'structure') {
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const inner = (value as Record<string, unknown>)[name];
      if (inner === undefined) continue;
      seen.add(`${path}.${name}`);
      collectMembers(inner, member.target, `${path}.${name}`, seen);
    }
  } else {
    const inner = (shape.member ?? shape.value)?.target ?? '';
    for (const item of Object.values(value)) collectMembers(item, inner, path, seen);
  }
}
