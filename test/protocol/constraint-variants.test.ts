import { ValidationException } from '../../src/errors';
import { loadProtocol, type Protocol } from '../../src/protocol/model';
import { constraintVariants, type ConstraintVariant } from '../support/constraint-variants';
import { toHttpRequest } from './to-http-request';

/** What is wrong with how the decoder took the variant; undefined where it was taken as it should be. */
function complaintAbout(protocol: Protocol, variant: ConstraintVariant): string | undefined {
  const { method, path, query, headers, body } = variant.build();
  const operation = protocol.route(method, path);
  const title = `${variant.operation}: ${variant.title}`;
  if (operation?.name !== variant.operation) return `${title}: routed to ${operation?.name}`;
  try {
    operation.decode(toHttpRequest({ method, path, query, headers }), body);
  } catch (error) {
    if (!(error instanceof ValidationException)) return `${title}: threw ${String(error)}`;
    if (variant.accepted) return `${title}: refused with ${error.message}`;
    // A list element is reported as its list, so the outermost name is what every report has.
    const named = error.message.includes(`at '${variant.member.split('.')[0]}`);
    const rightReason = error.members['reason'] === 'FIELD_VALIDATION_FAILED';
    return named && rightReason ? undefined : `${title}: refused with ${error.message}`;
  }
  return variant.accepted ? undefined : `${title}: accepted`;
}

describe('every constraint of the model', () => {
  const protocol = loadProtocol();
  const variants = [...constraintVariants()];

  test('DOM-161 is enforced on both sides of its edges', () => {
    const complaints = variants.flatMap((variant) => complaintAbout(protocol, variant) ?? []);
    console.log(`${variants.length} constraint variants, ${complaints.length} taken wrongly`);
    expect(complaints).toEqual([]);
  });

  test('varies every operation, in both directions', () => {
    const of = (accepted: boolean) =>
      new Set(variants.filter((variant) => variant.accepted === accepted).map(({ operation }) => operation));
    expect(of(true).size).toBe(48);
    expect(of(false).size).toBe(48);
  });
});
