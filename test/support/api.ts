import { CodeartifactServiceException } from '@aws-sdk/client-codeartifact';

/** What a request of the API plane was answered with, before any SDK had a hand in it. */
export interface RawAnswer {
  readonly status: number;
  readonly errorType: string | null;
  readonly contentType: string | null;
  readonly text: string;
  /** The parsed body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends an unsigned request, as the default account: for what an SDK cannot send, or hides. */
export async function callApi(
  { url }: { readonly url: string },
  method: string,
  target: string,
  body?: unknown,
): Promise<RawAnswer> {
  const answer = await fetch(url + target, {
    method,
    ...(body !== undefined && {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    errorType: answer.headers.get('x-amzn-errortype'),
    contentType: answer.headers.get('content-type'),
    text,
    body: JSON.parse(text) as RawAnswer['body'], // every answer is an object; what is in it the tests say
  };
}

/** What an SDK call failed with: the modelled members, the code as `name`, and the HTTP status. */
export async function findError(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof CodeartifactServiceException)) throw error;
    const { name, message, $metadata } = error;
    const { resourceId, resourceType, reason } = error as unknown as Record<string, unknown>; // modelled members
    return {
      name,
      status: $metadata.httpStatusCode,
      message,
      ...(resourceId !== undefined && { resourceId }),
      ...(resourceType !== undefined && { resourceType }),
      ...(reason !== undefined && { reason }),
    };
  }
  throw new Error('the call did not fail');
}

/** The error for a domain of the default account that does not exist (REAL-010). */
export const missingDomain = (domain: string, account = '000000000000') => ({
  name: 'ResourceNotFoundException',
  status: 404,
  message: `Domain not found. Domain '${domain}' owned by account '${account}' does not exist.`,
  resourceId: domain,
  resourceType: 'domain',
});

/** The error for a repository of the default account that does not exist (REAL-011). */
export const missingRepository = (domain: string, repository: string, account = '000000000000') => ({
  name: 'ResourceNotFoundException',
  status: 404,
  message:
    `Repository not found. Repository '${repository}' in domain '${domain}' owned by account ` +
    `'${account}' does not exist.`,
  resourceId: repository,
  resourceType: 'repository',
});

/** The error for input that breaks a constraint of the model (REPO-016). */
export const invalidField = {
  name: 'ValidationException',
  status: 400,
  message: expect.any(String),
  reason: 'FIELD_VALIDATION_FAILED',
};

/** The error for input that is well formed and refused for its meaning (REPO-016). */
export const refused = {
  name: 'ValidationException',
  status: 400,
  message: expect.any(String),
  reason: 'OTHER',
};
