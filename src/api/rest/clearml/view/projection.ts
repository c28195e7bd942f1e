// `only_fields`: which fields of an object are shown, and so which columns are read.
import type { ApiVersion } from '../api-version.ts';
import { ClearmlError } from '../clearml-error.ts';
import { textsOrNulls } from '../query/list-operators.ts';
import type { AnyView } from './entity-view.ts';
import { type MemberPath, pickPath, withoutPath, mergeShown } from './member-path.ts';

/** What is shown of each object. */
export interface Projection {
  /** Columns to read. */
  readonly columns: readonly string[];
  /** Shows a row. */
  shape(row: { readonly [column: string]: unknown }): Record<string, unknown>;
  /** For each reference that is shown the members of the thing it leads to; none = its id alone. */
  readonly references: ReadonlyMap<string, readonly string[]>;
}

/** How names are read. */
export interface ProjectionOptions {
  /** Whether references are shown as objects, so that names may lead on into them. */
  readonly asObjects: boolean;
  /** Whether names of fields that there are not are refused; else they are passed over. */
  readonly isStrict: boolean;
  readonly version: ApiVersion;
}

interface Wanted {
  /** Wholly shown fields. */
  readonly whole: Set<string>;
  /** Members of the others. */
  readonly paths: Map<string, MemberPath[]>;
  readonly without: MemberPath[];
  readonly references: Map<string, string[]>;
}

/** Most names that are read; no object has so many members worth naming. */
export const MAX_NAMES = 500;
/** Longest name, in characters. */
export const MAX_NAME_LENGTH = 1_000;
/** Things that a name may lead on to, one a statement: `parent.parent.project.name` are three. */
export const MAX_REFERENCES = 4;
/** Projections that are kept for each kind of thing: programs ask the same again and again. */
const MAX_KEPT = 200;

const KEPT = new WeakMap<AnyView, Map<string, Projection>>();

/** Reads the names; nothing given = all fields. Throws VALIDATION, and INVALID_FIELDS for a name that there is not. */
export function readProjection(view: AnyView, given: unknown, options: ProjectionOptions): Projection {
  const names = given == null ? [] : textsOrNulls('only_fields', given).filter((each) => each !== null && each !== '') as string[];
  if (names.length > MAX_NAMES) throw new ClearmlError('VALIDATION', `Validation error: only_fields: at most ${MAX_NAMES} names, has ${names.length}`);
  const long = names.find((name) => name.length > MAX_NAME_LENGTH);
  if (long !== undefined) throw new ClearmlError('VALIDATION', `Validation error: only_fields: names of at most ${MAX_NAME_LENGTH} characters, one has ${long.length}`);
  const { major, minor } = options.version;
  const key = `${major}.${minor} ${options.asObjects} ${options.isStrict} ${JSON.stringify(names)}`;
  const kept = KEPT.get(view) ?? new Map<string, Projection>();
  KEPT.set(view, kept);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const projection = projectionOf(view, names, options);
  // Long lists of names are nobody's habit, and would only take memory.
  if (key.length <= 1_000) {
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, projection);
  }
  return projection;
}

function projectionOf(view: AnyView, names: readonly string[], options: ProjectionOptions): Projection {
  const wanted = wantedOf(view, names, options);
  const fields = Object.keys(view.fields).filter((name) => wanted.whole.has(name) || wanted.paths.has(name));
  return {
    columns: [...new Set(fields.flatMap((name) => columnsOf(view, name, { wanted, version: options.version })))],
    shape: (row) => shaped(view, row, { fields, wanted, version: options.version }),
    references: new Map(options.asObjects ? Object.keys(view.references).flatMap((path) => (isShown(wanted, path) ? [[path, wanted.references.get(path) ?? []] as const] : [])) : []),
  };
}

function wantedOf(view: AnyView, names: readonly string[], { asObjects, isStrict }: ProjectionOptions): Wanted {
  const wanted: Wanted = { whole: new Set(), paths: new Map(), without: [], references: new Map() };
  const all = (): void => { for (const [name, { isInternal }] of Object.entries(view.fields)) if (isInternal !== true) wanted.whole.add(name); };
  if (!names.some((name) => !name.startsWith('-'))) all();
  else wanted.whole.add('id');
  for (const name of names) {
    if (name.startsWith('-')) exclude(view, wanted, name.slice(1));
    else if (name === '*') all();
    else if (Object.hasOwn(view.fields, name.split('.', 1)[0]!)) include(view, wanted, { name, asObjects });
    else if (isStrict) throw new ClearmlError('INVALID_FIELDS', `Invalid fields: only_fields: there is no field ${name.slice(0, 100)}; there are ${Object.keys(view.fields).join(', ')}`);
  }
  return wanted;
}

function include(view: AnyView, wanted: Wanted, { name, asObjects }: { readonly name: string; readonly asObjects: boolean }): void {
  const [path, member] = asObjects ? referenceIn(view, name) : [name, null];
  if (member !== null) wanted.references.set(path, [...(wanted.references.get(path) ?? []), member]);
  const [head, ...keys] = path.replace(/\.\*$/, '').split('.') as [string, ...string[]];
  if (keys.length === 0) wanted.whole.add(head);
  else wanted.paths.set(head, [...(wanted.paths.get(head) ?? []), keys]);
}

// `project.name` is the member `name` of what the reference `project` leads to.
function referenceIn(view: AnyView, name: string): [path: string, member: string | null] {
  const path = Object.keys(view.references).find((each) => name.startsWith(`${each}.`));
  if (path === undefined) return [name, null];
  const member = name.slice(path.length + 1);
  if (member.split('.').length > MAX_REFERENCES) throw new ClearmlError('INVALID_FIELDS', `Invalid fields: only_fields: ${name.slice(0, 100)} leads on too far: name at most ${MAX_REFERENCES} members behind ${path}`);
  return [path, member];
}

function exclude(view: AnyView, wanted: Wanted, name: string): void {
  if (Object.hasOwn(view.fields, name)) {
    wanted.whole.delete(name);
    wanted.paths.delete(name);
  } else wanted.without.push(name.split('.'));
}

function isShown({ whole, paths }: Wanted, path: string): boolean {
  const [head, ...keys] = path.split('.') as [string, ...string[]];
  return whole.has(head) || paths.get(head)?.some((each) => each.every((key, at) => key === keys[at] || at >= keys.length)) === true;
}

function columnsOf(view: AnyView, name: string, { wanted, version }: { readonly wanted: Wanted; readonly version: ApiVersion }): readonly string[] {
  const { columns, parts = {} } = view.fields[name]!;
  const of = (given: typeof columns): readonly string[] => (typeof given === 'function' ? given(version) : given);
  if (wanted.whole.has(name)) return of(columns);
  return wanted.paths.get(name)!.flatMap(([member]) => of(Object.hasOwn(parts, member!) ? parts[member!]! : columns));
}

function shaped(view: AnyView, row: { readonly [column: string]: unknown }, { fields, wanted, version }: { readonly fields: readonly string[]; readonly wanted: Wanted; readonly version: ApiVersion }): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const name of fields) {
    const value = view.fields[name]!.show(row, version);
    if (value == null) continue;
    const picked = wanted.whole.has(name) ? value : wanted.paths.get(name)!.reduce<unknown>((found, path) => mergeShown(found, pickPath(value, path)), undefined);
    if (picked !== undefined) object[name] = picked;
  }
  return wanted.without.reduce<Record<string, unknown>>((left, path) => withoutPath(left, path) as Record<string, unknown>, object);
}
