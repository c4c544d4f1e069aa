/** What keeps a public registry from being asked; `timeout` is told apart because it makes everybody wait. */
export type RemoteFailureKind = 'off' | 'not-recorded' | 'timeout' | 'connection' | 'answer' | 'closed';

/** A public registry that cannot be asked, or answered something that is no answer (EXT-044). */
export class RemoteFailure extends Error {
  constructor(
    readonly kind: RemoteFailureKind,
    message: string,
    /** Whether asking once more may help. */
    readonly isRetryable = false,
  ) {
    super(message);
  }
}
