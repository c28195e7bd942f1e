// Paths of calls: `/<service>.<action>` or `/v<version>/<service>.<action>`, with a slash at the end or without.
import { type ApiVersion, parseVersion } from '../api-version.ts';

/** What a path asks for; a null version means the highest. */
export interface CallPath {
  readonly name: string;
  /** As it was written, to be repeated in the answer. */
  readonly requested: string | null;
  readonly version: ApiVersion | null;
}

/** What lists of routes call all of these paths. */
export const CALL_ROUTE = '/<service>.<action>';

const PATH = /^\/?(?:v(\d+\.\d+|\d{2,})\/)?([A-Za-z_]\w{0,99}\.[A-Za-z_]\w{0,99})\/?$/;
// Versions have two characters at least: `/v1/` belongs to others.
const VERSIONED = /^\/v(?:\d+\.\d+|\d{2,})\//;
/** Files that browsers, crawlers and tools ask any server for; no service has actions of such names. */
const FILE = /\.(?:asp|cgi|css|env|gif|graphql|html?|ico|jpe?g|js|json|jsp|map|md|php|png|svg|txt|webmanifest|webp|xml|ya?ml)\/?$/;

/** Reads a path without its query; null when it is none of a call. */
export function callPathOf(path: string): CallPath | null {
  const match = PATH.exec(path);
  if (match === null) return null;
  const requested = match[1] ?? null;
  const version = requested === null ? null : parseVersion(requested);
  return requested !== null && version === null ? null : { name: match[2]!, requested, version };
}

/** Whether a path is for this dialect to answer: a call's, though there may be none of that name, or anything below a version. */
export function isCallPath(path: string): boolean {
  return VERSIONED.test(path) || (callPathOf(path) !== null && !FILE.test(path));
}
