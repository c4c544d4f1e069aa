import type { Readable } from 'node:stream';
import type * as client from '@aws-sdk/client-codeartifact';

type Client = typeof client;
type CommandName = Extract<keyof Client, `${string}Command`>;

/** The 48 operations, by their names in the service model. `$Command` is the SDK's base class, not an operation. */
export type OperationName = Exclude<CommandName extends `${infer Name}Command` ? Name : never, '$'>;

type CommandOf<N extends OperationName> = InstanceType<Client[`${N}Command`]>;
type SdkInput<N extends OperationName> = CommandOf<N>['input'];
type SdkOutput<N extends OperationName> = Omit<
  Awaited<ReturnType<ReturnType<CommandOf<N>['resolveMiddleware']>>>['output'],
  '$metadata'
>;

// The SDK types a required member as `T | undefined`; in a handler it has been validated to be there.
type IsOptional<T, K extends keyof T> = object extends Pick<T, K> ? true : false;
type Validated<T> = T extends Date | Readable
  ? T
  : T extends readonly (infer E)[]
    ? Validated<E>[]
    : T extends object
      ? {
          [K in keyof T]: IsOptional<T, K> extends true
            ? Validated<T[K]>
            : Validated<Exclude<T[K], undefined>>;
        }
      : T;
type BlobAsStream<T, Member extends PropertyKey> =
  T extends Record<Member, unknown> ? Omit<T, Member> & Record<Member, Readable> : T;

/** What a handler is given: decoded and validated; a blob payload is a stream. */
export type InputOf<N extends OperationName> = N extends 'PublishPackageVersion'
  ? Validated<BlobAsStream<SdkInput<N>, 'assetContent'>>
  : Validated<SdkInput<N>>;

/** What a handler gives back; a blob payload is a stream of a length that is known, timestamps are `Date`s. */
export type OutputOf<N extends OperationName> = N extends 'GetPackageVersionAsset'
  ? Omit<SdkOutput<N>, 'asset'> & { asset: Readable; contentLength: number }
  : SdkOutput<N>;
