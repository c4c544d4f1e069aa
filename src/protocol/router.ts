import type { CompiledOperation } from './model';

/**
 * Indexes operations by path and method and gives the look-up, which takes the raw path. Throws on two operations at
 * the same place and on a path that is not literal.
 */
export function createRouter(
  operations: readonly CompiledOperation[],
): (method: string, rawPath: string) => CompiledOperation | undefined {
  const byPath = new Map<string, Map<string, CompiledOperation>>();
  for (const operation of operations) {
    const methods = byPath.get(operation.path) ?? new Map<string, CompiledOperation>();
    if (methods.has(operation.method) || operation.path.includes('{'))
      throw new Error(`Cannot route ${operation.name} to ${operation.method} ${operation.path}`);
    byPath.set(operation.path, methods.set(operation.method, operation));
  }
  return (method, rawPath) => byPath.get(rawPath)?.get(method);
}
