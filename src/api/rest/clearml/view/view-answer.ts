// Answers of calls that list things or show one: the request becomes a search, its rows the objects of the dialect.
import type { Filter } from '../../../../domain/filter/filter.ts';
import type { Search } from '../../../../domain/filter/search.ts';
import { withSubprojects } from '../../../../engine/read/search.read.ts';
import type { ClearmlData } from '../clearml-call.ts';
import { scrollIdAfter } from '../query/query-page.ts';
import type { QueryInput } from '../query/read-query.ts';
import { nestedList } from '../query/nested-list.ts';
import type { AnyView, EntityKind, ViewBook } from './entity-view.ts';
import { listPlan } from './list-plan.ts';
import { type Projection, readProjection } from './projection.ts';
import { showReferences, type Shower } from './references.ts';

/** How things are shown. */
export interface ShowOptions {
  readonly views: ViewBook;
  /** Whether references are objects, as in the calls whose names end in `_ex`. */
  readonly asObjects: boolean;
  /** Whether names of fields that there are not are refused. @default as `asObjects` */
  readonly isStrict?: boolean;
}

/** The answer of `get_all` and `get_all_ex`: the list, and the scroll id when scrolling. Throws what the parts of the query throw. */
export async function listAnswer(context: Shower, view: AnyView, { input, ...options }: ShowOptions & { readonly input: QueryInput }): Promise<ClearmlData> {
  const { asObjects, isStrict = asObjects } = options;
  const { stretch, search, projection } = listPlan(view, isNested(view, input) ? await withNested(context, view, input) : input, { asObjects, isStrict, version: context.version });
  const objects = await shownRows(context, view, { ...options, search, projection });
  return { [view.plural]: objects, ...(stretch.isScroll ? { scroll_id: scrollIdAfter(view.kind, stretch, objects.length) } : {}) };
}

/** The things with these ids, in no order; those that are not there, or not for the caller, are left out. */
export function objectsById(context: Shower, view: AnyView, { ids, fields, ...options }: ShowOptions & { readonly ids: readonly string[]; readonly fields?: unknown }): Promise<readonly Record<string, unknown>[]> {
  const filter: Filter = { kind: 'oneOf', path: view.query.fields['id']!.path, op: 'in', values: ids };
  return showFound(context, view, { ...options, fields, search: { filter, order: [], offset: 0, limit: ids.length, withPublic: true } });
}

/** The things that a search of one's own finds, shown with the named fields (all when nothing is named). */
export async function showFound(context: Shower, view: AnyView, { search, fields, views, asObjects, isStrict = asObjects }: ShowOptions & { readonly search: Omit<Search, 'select'>; readonly fields: unknown }): Promise<Record<string, unknown>[]> {
  const projection = readProjection(view, fields, { asObjects, isStrict, version: context.version });
  return shownRows(context, view, { views, search: { ...search, select: projection.columns }, projection });
}

async function shownRows(context: Shower, view: AnyView, { search, projection, views }: { readonly search: Search; readonly projection: Projection; readonly views: ViewBook }): Promise<Record<string, unknown>[]> {
  const rows = await view.search(context.engine, context.command.actor, search);
  const objects = rows.map((row) => projection.shape(row));
  if (projection.references.size > 0 && objects.length > 0) {
    const load = (kind: Exclude<EntityKind, 'company'>, ids: readonly string[], members: readonly string[]) => objectsById(context, views[kind], { ids, fields: ['id', ...members], views, asObjects: true, isStrict: false });
    await showReferences(objects, { views, kinds: view.references, references: projection.references, load });
  }
  return objects;
}

function isNested({ query: { nested } }: AnyView, input: QueryInput): boolean {
  return nested !== null && input['include_subprojects'] === true && input[nested] != null;
}

async function withNested({ engine }: Shower, { query }: AnyView, input: QueryInput): Promise<QueryInput> {
  const nested = query.nested!;
  return { ...input, [nested]: await nestedList(nested, input[nested], (ids) => withSubprojects(engine, ids)) };
}
