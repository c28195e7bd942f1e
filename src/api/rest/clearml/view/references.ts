// References as objects: the ids in what is shown become `{id}`, with the members of what they lead to that were asked for.
import type { ClearmlContext } from '../clearml-context.ts';
import { COMPANY, uuidOf } from '../wire-id.ts';
import type { EntityKind, ViewBook } from './entity-view.ts';
import { replaceAt } from './member-path.ts';

/** Reads things of one kind by their ids in the database, with the members that are named. */
export type LoadMembers = (kind: Exclude<EntityKind, 'company'>, ids: readonly string[], members: readonly string[]) => Promise<readonly Record<string, unknown>[]>;

/** What is to be replaced, and what it takes. */
export interface ReferenceWork {
  readonly views: ViewBook;
  readonly kinds: { readonly [path: string]: EntityKind };
  readonly references: ReadonlyMap<string, readonly string[]>;
  readonly load: LoadMembers;
}

/** Replaces the references in place; one statement for each that has members. What the caller may not see keeps its id and shows nothing else. */
export async function showReferences(objects: readonly object[], { kinds, references, load }: ReferenceWork): Promise<void> {
  for (const [path, members] of references) {
    const keys = path.split('.');
    const kind = kinds[path]!;
    const found = members.length === 0 ? new Map<string, object>() : await leadingTo(objects, { keys, kind, members, load });
    replaceAt(objects, keys, (id) => found.get(id as string) ?? { id });
  }
}

async function leadingTo(objects: readonly object[], { keys, kind, members, load }: { keys: readonly string[]; kind: EntityKind; members: readonly string[]; load: LoadMembers }): Promise<Map<string, object>> {
  if (kind === 'company') return new Map([[COMPANY.id, COMPANY]]);
  const ids = new Set<string>();
  replaceAt(objects, keys, (id) => {
    const uuid = uuidOf(id as string);
    if (uuid !== null) ids.add(uuid);
    return id;
  });
  const rows = ids.size === 0 ? [] : await load(kind, [...ids], members);
  return new Map(rows.map((row) => [row['id'] as string, row]));
}

/** What calls know when they show things. */
export type Shower = Pick<ClearmlContext, 'engine' | 'command' | 'version'>;
