// Ids and other words that calls have answered: later calls are about the same things.
import type { Dice } from './dice.ts';

/** Ids that are kept of each kind; the oldest make room. */
const MAX_KEPT = 12;
const KINDS = ['task', 'project', 'queue', 'model', 'user', 'access_key'] as const;
type Kind = (typeof KINDS)[number];

/** What is known of the server. */
export class KnownIds {
  readonly scrolls: string[] = [];
  readonly #ids: { readonly [kind in Kind]: string[] } = { task: [], project: [], queue: [], model: [], user: [], access_key: [] };

  /** Notes what a call has answered: ids of things that it made or listed. */
  learn(name: string, data: Readonly<Record<string, unknown>>): void {
    const kind = KINDS.find((each) => name.startsWith(`${each}s.`));
    const listed = kind === undefined ? [] : (data[`${kind}s`] as readonly { readonly id?: unknown }[] | undefined) ?? [];
    for (const id of [data['id'], ...(Array.isArray(listed) ? listed.slice(0, 5).map((each) => each?.id) : [])]) if (kind !== undefined && typeof id === 'string') keep(this.#ids[kind], id);
    for (const { access_key: key } of [data['credentials'] ?? []].flat() as readonly { readonly access_key?: unknown }[]) if (typeof key === 'string') keep(this.#ids.access_key, key);
    if (typeof data['scroll_id'] === 'string') keep(this.scrolls, data['scroll_id']);
  }

  /** An id for a member of that name; any for others. */
  named(dice: Dice, member: string): string {
    const kind = KINDS.find((each) => member.includes(each)) ?? (member === 'parent' ? 'task' : null);
    return kind === null ? this.any(dice) : (dice.one(this.#ids[kind]) ?? this.any(dice));
  }

  any(dice: Dice): string {
    return dice.one(Object.values(this.#ids).flat()) ?? '0'.repeat(32);
  }
}

function keep(list: string[], value: string): void {
  if (list.includes(value)) return;
  list.push(value);
  if (list.length > MAX_KEPT) list.shift();
}
