import { isReadOnly, type AuditedRequest } from './audited-request';
import { toRequestParameters } from './request-parameters';
import { toSeconds, toUserIdentity } from './user-identity';

/** A record as CloudTrail delivers it to one account (TRAIL-004). */
export interface TrailRecord {
  readonly eventVersion: string;
  readonly userIdentity: object;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: object | null;
  readonly responseElements: object | null;
  readonly additionalEventData?: object;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly eventType: string;
  readonly recipientAccountId: string;
  readonly sharedEventID?: string;
}

/**
 * The copies of a record, one for each account that gets one (TRAIL-001 … TRAIL-016).
 * @param recipients without duplicates, the caller's first
 */
export function toTrailRecords(
  request: AuditedRequest,
  recipients: readonly string[],
  uuid: () => string,
): TrailRecord[] {
  const { notes, action, error, time } = request;
  const shared = recipients.length > 1 ? uuid() : undefined;
  return recipients.map((recipientAccountId) => ({
    eventVersion: '1.08',
    userIdentity: toUserIdentity(notes.caller, notes.sessionBegan ?? time),
    eventTime: toSeconds(time),
    eventSource: 'codeartifact.amazonaws.com',
    eventName: action,
    awsRegion: notes.caller.region,
    sourceIPAddress: request.remoteAddress,
    ...(request.userAgent !== undefined && { userAgent: request.userAgent }),
    ...(error && { errorCode: error.code, errorMessage: error.message }),
    requestParameters: toRequestParameters(request),
    responseElements: toResponseElements(request),
    ...(notes.requestUri !== undefined && {
      additionalEventData: { httpMethod: request.method, requestUri: notes.requestUri },
    }),
    requestID: request.requestId,
    eventID: uuid(),
    readOnly: isReadOnly(action),
    eventType: 'AwsApiCall',
    recipientAccountId,
    ...(shared !== undefined && { sharedEventID: shared }),
  }));
}

/** What a write answered; nothing of what reads answer, and no token (TRAIL-009, TRAIL-015). */
function toResponseElements({ action, error, output }: AuditedRequest): object | null {
  if (error || isReadOnly(action) || output === undefined) return null;
  if (action === 'GetAuthorizationToken') return { sessionToken: 'HIDDEN_DUE_TO_SECURITY_REASONS' };
  return JSON.parse(output) as object; // of our own making
}
