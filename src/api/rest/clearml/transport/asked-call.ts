// What a request asks for by its path, before anybody is asked who it is.
import type { IncomingMessage } from 'node:http';
import type { NewId } from '../../../../domain/uuid.ts';
import { type ApiVersion, versionOf } from '../api-version.ts';
import { callFor } from '../call-book.ts';
import type { ClearmlCall } from '../clearml-call.ts';
import { ClearmlError } from '../clearml-error.ts';
import { wireId } from '../wire-id.ts';
import { headerOf } from './call-header.ts';
import { callPathOf } from './call-path.ts';

/** A call that was asked for, which may not be there. */
export interface AskedCall {
  /** New for each request. */
  readonly id: string;
  /** The caller's own id of what it does, else the same as `id`. */
  readonly transaction: string;
  /** Empty when the path was none of a call. */
  readonly name: string;
  readonly requestedVersion: string;
  readonly version: ApiVersion;
  /** Null when there is no such call in that version. */
  readonly actualVersion: string | null;
  readonly call: ClearmlCall | null;
}

/** Reads the path and the header of the transaction. */
export function askedCall(req: Pick<IncomingMessage, 'url' | 'headers'>, { engine, settings }: { readonly engine: { readonly newId: NewId }; readonly settings: { readonly apiVersion: string } }): AskedCall {
  const path = callPathOf((req.url ?? '/').split('?', 1)[0]!);
  const version = path?.version ?? versionOf(settings.apiVersion);
  const call = path === null ? null : callFor(path.name, version);
  const id = wireId(engine.newId());
  return { id, transaction: headerOf(req, 'trx') ?? id, name: path?.name ?? '', requestedVersion: path?.requested ?? settings.apiVersion, version, actualVersion: call?.since ?? null, call };
}

/** The call itself. Throws BAD_REQUEST for a path of another form, NO_SUCH_CALL when no version up to the asked one has it. */
export function requireCall({ call, name, requestedVersion }: AskedCall): ClearmlCall {
  if (name === '') throw new ClearmlError('BAD_REQUEST', 'Invalid request path: calls are /<service>.<action> or /v<version>/<service>.<action>');
  if (call === null) throw new ClearmlError('NO_SUCH_CALL', `Unable to find endpoint for name ${name} and version ${requestedVersion}`);
  return call;
}
