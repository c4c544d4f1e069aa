/** What a template router routes: a method and a Smithy URI template. */
export interface TemplateRoute {
  readonly method: string;
  readonly path: string;
}

/** A route that fits, or the methods of the routes that would fit but for theirs (none: unknown path). */
export type TemplateMatch<T extends TemplateRoute> =
  | { readonly route: T; readonly labels: Readonly<Record<string, string>> }
  | { readonly route?: never; readonly allowed: readonly string[] };

export interface TemplateRouter<T extends TemplateRoute> {
  /** Matches on raw segments and gives labels raw; HEAD goes to GET's route where it has none of its own. */
  match(method: string, rawPath: string): TemplateMatch<T>;
}

// In order of precedence.
const LITERAL = 0;
const LABEL = 1;
const GREEDY = 2;

interface Segment {
  readonly kind: typeof LITERAL | typeof LABEL | typeof GREEDY;
  /** The literal itself or the label's name. */
  readonly text: string;
}

interface CompiledRoute<T> {
  readonly route: T;
  readonly segments: readonly Segment[];
  readonly greedyAt: number;
}

/**
 * Compiles Smithy URI templates: `/{package}/-/{file}`, `/{path+}`, `/{path+}/maven-metadata.xml`. From left to right a
 * literal beats a label beats a greedy label. Throws on a malformed template or two routes of one meaning.
 */
export function createTemplateRouter<T extends TemplateRoute>(routes: readonly T[]): TemplateRouter<T> {
  const compiled = routes.map(compileRoute).sort((a, b) => compareSegments(a.segments, b.segments));
  assertDistinct(compiled);
  return {
    match(method, rawPath) {
      const path = rawPath.slice(1).split('/');
      const fitting = compiled.filter((candidate) => fits(candidate, path));
      const found = find(fitting, method) ?? (method === 'HEAD' ? find(fitting, 'GET') : undefined);
      if (found !== undefined) return { route: found.route, labels: labelsOf(found, path) };
      return { allowed: methodsOf(fitting) };
    },
  };
}

function find<T extends TemplateRoute>(
  routes: readonly CompiledRoute<T>[],
  method: string,
): CompiledRoute<T> | undefined {
  return routes.find(({ route }) => route.method === method);
}

function methodsOf(routes: readonly CompiledRoute<TemplateRoute>[]): string[] {
  const methods = routes.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
  return [...new Set(methods)];
}

function compileRoute<T extends TemplateRoute>(route: T): CompiledRoute<T> {
  if (!route.path.startsWith('/')) throw new Error(`Template ${route.path} does not start with a slash`);
  const segments = route.path.slice(1).split('/').map(parseSegment);
  const greedy = segments.filter((segment) => segment.kind === GREEDY);
  const labels = segments.filter((segment) => segment.kind !== LITERAL).map((segment) => segment.text);
  if (greedy.length > 1 || new Set(labels).size < labels.length)
    throw new Error(`Template ${route.path} has two greedy labels or one label twice`);
  return { route, segments, greedyAt: segments.findIndex((segment) => segment.kind === GREEDY) };
}

function parseSegment(text: string): Segment {
  const label = /^\{(?<name>\w+)(?<greedy>\+?)\}$/u.exec(text)?.groups;
  if (label?.['name'] !== undefined)
    return { kind: label['greedy'] === '+' ? GREEDY : LABEL, text: label['name'] };
  if (/[{}?#]/u.test(text)) throw new Error(`Template segment ${text} is neither a literal nor a label`);
  return { kind: LITERAL, text };
}

// A template that goes on where the other ends says more about the path, so it comes first.
function compareSegments(a: readonly Segment[], b: readonly Segment[]): number {
  for (const [index, segment] of a.entries()) {
    const other = b[index];
    if (other === undefined) return -1;
    if (segment.kind !== other.kind) return segment.kind - other.kind;
  }
  return a.length - b.length === 0 ? 0 : 1;
}

function assertDistinct(compiled: readonly CompiledRoute<TemplateRoute>[]): void {
  const seen = new Set<string>();
  for (const { route, segments } of compiled) {
    const shape = segments.map(({ kind, text }) => (kind === LITERAL ? text : '{'.repeat(kind))).join('/');
    const key = `${route.method} /${shape}`;
    if (seen.has(key)) throw new Error(`Two routes mean the same: ${key}`);
    seen.add(key);
  }
}

/** How many path segments the greedy label takes; 1 for templates without one. */
function greedyLength(candidate: CompiledRoute<unknown>, path: readonly string[]): number {
  return candidate.greedyAt === -1 ? 1 : path.length - candidate.segments.length + 1;
}

function fits(candidate: CompiledRoute<unknown>, path: readonly string[]): boolean {
  const taken = greedyLength(candidate, path);
  if (taken < 1 || path.length !== candidate.segments.length - 1 + taken) return false;
  return candidate.segments.every(({ kind, text }, index) => {
    const behind = candidate.greedyAt !== -1 && index > candidate.greedyAt;
    const segment = path[behind ? index + taken - 1 : index] ?? '';
    if (kind === LITERAL) return segment === text;
    return segment !== '' || (kind === GREEDY && taken > 1);
  });
}

function labelsOf(candidate: CompiledRoute<unknown>, path: readonly string[]): Record<string, string> {
  const taken = greedyLength(candidate, path);
  const labels: Record<string, string> = {};
  for (const [index, { kind, text }] of candidate.segments.entries()) {
    const behind = candidate.greedyAt !== -1 && index > candidate.greedyAt;
    const at = behind ? index + taken - 1 : index;
    if (kind === LABEL) labels[text] = path[at] ?? '';
    if (kind === GREEDY) labels[text] = path.slice(at, at + taken).join('/');
  }
  return labels;
}
