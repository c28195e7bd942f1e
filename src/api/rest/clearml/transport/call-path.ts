// Paths of calls: `/<service>.<action>` or `/v<version>/<service>.<action>`, with a slash at the end or without.
import { type ApiVersion, parseVersion } from '../api-version.ts';

/** What a path asks for; a null version means the highest. */
export interface CallPath {
  readonly name: string;
  /** As it was written, to be repeated in the answer. */
  readonly requested: string | null;
  readonly version: ApiVersion | null;
}

const PATH = /^\/?(?:v(\d+\.\d+|\d{2,})\/)?([A-Za-z_]\w*\.[A-Za-z_]\w*)\/?$/;

/** Reads a path without its query; null when it is none of a call. */
export function callPathOf(path: string): CallPath | null {
  const match = PATH.exec(path);
  if (match === null) return null;
  const requested = match[1] ?? null;
  const version = requested === null ? null : parseVersion(requested);
  return requested !== null && version === null ? null : { name: match[2]!, requested, version };
}
