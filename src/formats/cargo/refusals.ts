import { ServiceError } from '../../errors';
import { notFound } from './coordinate';

/** `cargo search` (CRG-072). */
export async function refuseSearch(): Promise<never> {
  throw notFound('search is not supported');
}

/** What crates.io tells of one crate (CRG-075). */
export async function refuseCrate(): Promise<never> {
  throw notFound('there is no page of a crate here; its versions are below /versions');
}

/** `cargo owner --list` (CRG-073). */
export async function refuseOwners(): Promise<never> {
  throw notFound('crates have no owners; permissions are given by policies');
}

/** `cargo owner --add` and `--remove` (CRG-073). */
export async function refuseOwnerChange(): Promise<never> {
  throw methodNotAllowed('crates have no owners; permissions are given by policies');
}

/** `cargo yank` with and without `--undo` (CRG-074). */
export async function refuseYank(): Promise<never> {
  throw methodNotAllowed('yank is not supported; use UpdatePackageVersionsStatus');
}

function methodNotAllowed(message: string): ServiceError {
  return new ServiceError('MethodNotAllowed', 405, message, { allow: '' });
}
