import { ServiceError } from '../errors';
import { assumeRole, type AssumeRoleParts } from './assume-role';
import { getCallerIdentity } from './get-caller-identity';
import { getSessionToken } from './get-session-token';
import type { StsElements, StsRequest } from './sts-request';

type Action = (request: StsRequest, parts: AssumeRoleParts) => StsElements | Promise<StsElements>;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['AssumeRole', assumeRole],
  ['GetCallerIdentity', getCallerIdentity],
  ['GetSessionToken', (request, { sessions }) => getSessionToken(request, sessions)],
]);

export const stsActionNames: readonly string[] = [...ACTIONS.keys()];

const VERSION = '2011-06-15';

/**
 * Does what a request asks of the token service.
 * @throws InvalidAction for an action that there is not, or not here
 */
export async function answerSts(request: StsRequest, parts: AssumeRoleParts): Promise<StsElements> {
  const { parameters } = request;
  const name = parameters.get('Action') ?? '';
  const version = parameters.get('Version') ?? '';
  const action = version === VERSION ? ACTIONS.get(name) : undefined;
  if (action) return action(request, parts);
  throw new ServiceError('InvalidAction', 400, `Could not find operation ${name} for version ${version}`);
}
