// What a request for a list means: which stretch, which search, what is shown of each row.
import type { Search } from '../../../../domain/filter/search.ts';
import type { ApiVersion } from '../api-version.ts';
import { withoutOldTags } from '../old-tags.ts';
import { readStretch, type Stretch } from '../query/query-page.ts';
import { type QueryInput, readQuery } from '../query/read-query.ts';
import type { AnyView } from './entity-view.ts';
import { type Projection, readProjection } from './projection.ts';

/** A request for a list, read. */
export interface ListPlan {
  readonly stretch: Stretch;
  readonly search: Search;
  readonly projection: Projection;
}

/** How a request is read. */
export interface PlanOptions {
  readonly asObjects: boolean;
  readonly isStrict: boolean;
  readonly version: ApiVersion;
}

/** Plans that are kept, of all kinds of things together: five times as many programs as are reckoned with to poll at a time. */
export const MAX_KEPT_PLANS = 1_000;
/** Longest request whose plan is kept, in characters of JSON. */
const MAX_KEPT_LENGTH = 600;
/** Most members of it, and of a list in it: longer ones are not even written as text to be looked up. */
const MAX_KEPT_MEMBERS = 20;

const KEPT = new Map<string, ListPlan>();

/**
 * The plan of a request, the same as last time when it was made before: running programs ask the same every two seconds, and reading the
 * request costs more than all the rest of the call. A plan depends on nothing but the request. Throws what the parts of the query throw.
 */
export function listPlan(view: AnyView, input: QueryInput, options: PlanOptions): ListPlan {
  const key = keyOf(view, input, options);
  const known = key === null ? undefined : KEPT.get(key);
  if (known !== undefined) return known;
  const plan = planOf(view, input, options);
  if (key === null) return plan;
  // The oldest goes first: who still asks by it makes it anew.
  if (KEPT.size >= MAX_KEPT_PLANS) for (const oldest of KEPT.keys()) { KEPT.delete(oldest); break; }
  KEPT.set(key, plan);
  return plan;
}

function planOf(view: AnyView, input: QueryInput, options: PlanOptions): ListPlan {
  const stretch = readStretch(view.kind, input);
  const asked: QueryInput = view.kind === 'user' || view.kind === 'company' ? input : withoutOldTags(view.kind, input, options.version);
  const { filter, order } = readQuery(view.query, asked);
  const projection = readProjection(view, input['only_fields'] ?? input['projection'], options);
  return { stretch, projection, search: { filter, order, offset: stretch.offset, limit: stretch.limit, withPublic: input['allow_public'] !== false, select: projection.columns } };
}

function keyOf({ kind }: AnyView, input: QueryInput, { asObjects, isStrict, version: { major, minor } }: PlanOptions): string | null {
  const members = Object.values(input);
  if (members.length > MAX_KEPT_MEMBERS || !members.every(isShort)) return null;
  const key = `${kind} ${major}.${minor} ${asObjects} ${isStrict} ${JSON.stringify(input)}`;
  return key.length > MAX_KEPT_LENGTH ? null : key;
}

// No object is: a list with what lies below its ids depends on more than the request.
function isShort(member: unknown): boolean {
  if (typeof member === 'string') return member.length <= MAX_KEPT_LENGTH;
  if (!Array.isArray(member)) return typeof member !== 'object' || member === null;
  return member.length <= MAX_KEPT_MEMBERS && member.every((each) => (typeof each === 'string' ? each.length <= MAX_KEPT_LENGTH : typeof each !== 'object' || each === null));
}
