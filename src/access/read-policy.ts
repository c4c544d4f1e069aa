import { readFileSync } from 'node:fs';
import { assertPolicyDocument, type PolicyKind } from '../registry/policy-document';
import { compilePolicy } from '../policy/compile-policy';
import type { AttachedPolicy } from '../policy/evaluate';
import { findManagedPolicy } from './managed-policies';
import type { PolicyOption } from './access-options';

/**
 * Reads a policy of the configuration.
 * @param at where it stands, as errors and reports name it
 * @throws RangeError naming the place, for a policy that is none (AUTH-141, IAM-069)
 */
export function readPolicy(option: PolicyOption, at: string, kind: PolicyKind = 'identity'): AttachedPolicy {
  const document = typeof option === 'string' ? toDocument(option, at) : JSON.stringify(option);
  try {
    assertPolicyDocument(document, kind);
  } catch (error) {
    throw new RangeError(`${at}: ${(error as Error).message}`); // nothing else is thrown there
  }
  const isManaged = typeof option === 'string' && findManagedPolicy(option) !== undefined;
  return { name: isManaged ? option : at, policy: compilePolicy(document) };
}

function toDocument(option: string, at: string): string {
  const managed = findManagedPolicy(option);
  if (managed !== undefined) return managed;
  if (option.trimStart().startsWith('{')) return option;
  try {
    return readFileSync(option, 'utf8');
  } catch {
    throw new RangeError(`${at}: '${option}' is neither a managed policy nor a file that can be read`);
  }
}
