// The query language in plain TypeScript, over tasks as they are shown: what the database is asked for must find the same.
import type { Shown } from './clearml-ground.ts';

/** A request for a list. */
export type Query = Readonly<Record<string, unknown>>;

/** The ids that the query finds among the tasks, in order. */
export function found(tasks: readonly Shown[], query: Query): string[] {
  const kept = tasks.filter((task) => Object.entries(query).every(([name, given]) => given == null || holds(task, { name, given, query })) && (isSeen(task, query)));
  const sorted = kept.toSorted((a, b) => compareBy(a, b, query));
  const { page, page_size: size = 500 } = query as { page?: number; page_size?: number };
  return sorted.slice((page ?? 0) * size, ((page ?? 0) + 1) * size).map(({ id }) => id as string);
}

function isSeen(task: Shown, query: Query): boolean {
  const ids = query['id'];
  return query['search_hidden'] === true || (ids != null && !(Array.isArray(ids) && ids.length === 0)) || !task.system_tags.includes('hidden');
}

function holds(task: Shown, { name, given, query }: { name: string; given: Shown; query: Query }): boolean {
  if (['page', 'page_size', 'order_by', 'search_hidden', 'include_subprojects'].includes(name)) return true;
  if (name === 'name' || name === 'comment') return new RegExp(given).test(task[name] ?? '\0');
  if (name === '_any_' || name === '_or_') return given.fields.some((field: string) => inGroup(task, field, given));
  if (name === '_all_' || name === '_and_') return given.fields.every((field: string) => inGroup(task, field, given));
  if (name === 'search_text') return words(given).some((word) => ['name', 'id', 'comment', 'models.input.model', 'script.repository', 'script.entry_point'].some((field) => textsAt(task, field).some((text) => text.toLowerCase().includes(word))));
  if (name === 'filters') return Object.entries(given).every(([field, members]) => membersHold(valuesAt(task, field), members));
  if (['status_changed', 'last_update', 'last_change'].includes(name)) return timeHolds(task[name], given);
  if (['created', 'started', 'active_duration', 'last_iteration'].includes(name) || name.startsWith('last_metrics.')) return rangeHolds(valueAt(task, name), given);
  if (name === 'project' && query['include_subprojects'] === true) return listHolds(task.project === undefined ? [] : ancestors.get(task.project) ?? [task.project], given);
  return listHolds(valuesAt(task, name), given);
}

/** For each project its id and those of the projects above it; the test fills it. */
export const ancestors = new Map<string, readonly string[]>();

function words(text: string): string[] {
  return text.toLowerCase().split(' ').filter((word) => word !== '');
}

// ["a", "__$all", "b", "c", "__$not", "d"]: each operator opens a group, `not` turns round the one value behind it.
function listHolds(values: readonly string[], given: Shown): boolean {
  const list: (string | null)[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) return true;
  const verdicts: boolean[] = [];
  let global: 'and' | 'or' | null = null;
  let at = 0;
  let operated = false;
  while (at < list.length) {
    let mode = 'default';
    const token = list[at]!;
    if (token !== null && token.startsWith('__$') && token !== '__$not') {
      mode = { '__$all': 'all', '__$and': 'all', '__$any': 'any', '__$or': 'any', '__$nop': 'default' }[token]!;
      global ??= mode === 'all' ? 'and' : mode === 'any' ? 'or' : null;
      operated = true;
      at += 1;
    }
    const has: boolean[] = [];
    const lacks: boolean[] = [];
    while (at < list.length && (list[at] === null || !list[at]!.startsWith('__$') || list[at] === '__$not')) {
      const value = list[at]!;
      if (value === '__$not') {
        operated = true;
        while (at + 1 < list.length && list[at + 1] === null) at += 1;
        if (at + 1 < list.length && !list[at + 1]!.startsWith('__$')) {
          lacks.push(!values.includes(list[at + 1]!));
          at += 1;
        }
      } else if (value !== null && !operated && value.startsWith('-')) lacks.push(!values.includes(value.slice(1)));
      else if (value !== null) has.push(values.includes(value));
      at += 1;
    }
    if (has.length + lacks.length === 0) continue;
    if (mode === 'any') verdicts.push([...has, ...lacks].some(Boolean));
    else verdicts.push((has.length === 0 || (mode === 'all' ? has.every(Boolean) : has.some(Boolean))) && lacks.every(Boolean));
  }
  const empty = list.includes(null) && values.length === 0;
  if (verdicts.length === 0) return list.includes(null) ? values.length === 0 : true;
  return empty || (global === 'or' ? verdicts.some(Boolean) : verdicts.every(Boolean));
}

function membersHold(values: readonly string[], { any, all, op }: Shown): boolean {
  const has = (value: string | null) => (value === null ? values.length === 0 : values.includes(value));
  const parts: boolean[] = [];
  const of = (part: Shown) => [...(part?.include ?? []).map(has), ...(part?.exclude ?? []).map((value: string | null) => !has(value))] as boolean[];
  if (of(any).length > 0) parts.push(of(any).some(Boolean));
  if (of(all).length > 0) parts.push(of(all).every(Boolean));
  return parts.length === 0 || (op === 'or' ? parts.some(Boolean) : parts.every(Boolean));
}

function inGroup(task: Shown, field: string, { pattern, datetime }: Shown): boolean {
  if (datetime !== undefined) return timeHolds(task[field], datetime);
  const test = new RegExp(pattern, 'i');
  return textsAt(task, field).some((text) => test.test(text));
}

function timeHolds(shown: string | undefined, given: Shown): boolean {
  const list: (string | null)[] = Array.isArray(given) ? given : [given];
  const isRange = list.length === 2 && list.every((one) => one === null || /^\d/.test(one));
  const signed = isRange ? list.flatMap((one, n) => (one === null ? [] : [`${n === 0 ? '>=' : '<='}${one}`])) : (list as string[]);
  return signed.every((one) => {
    const [, sign = '', text = ''] = /^([<>]=?)?(.*)$/.exec(one)!;
    const wanted = Date.parse(text);
    if (Number.isNaN(wanted)) return true;
    if (shown === undefined) return false;
    const time = Date.parse(shown);
    return { '': time === wanted, '>': time > wanted, '>=': time >= wanted, '<': time < wanted, '<=': time <= wanted }[sign]!;
  });
}

function rangeHolds(value: Shown, [min, max]: [Shown, Shown]): boolean {
  if (value === undefined) return min === null;
  const number = (one: Shown) => (typeof one === 'string' ? Date.parse(one) : (one as number));
  return (min === null || number(value) >= number(min)) && (max === null || number(value) <= number(max));
}

function valueAt(task: Shown, name: string): Shown {
  return name.split('.').reduce((value, key) => value?.[key], task);
}

function valuesAt(task: Shown, name: string): string[] {
  if (name === 'models.input.model') return task.models.input.map(({ model }: Shown) => model as string);
  if (name === 'project' || name === 'parent' || name === 'user') return task[name] === undefined ? [] : [task[name]];
  const value = valueAt(task, name);
  return value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value];
}

// A pattern or a word looks at every text that is there, an empty one too; a list of values takes an empty one for none.
function textsAt(task: Shown, name: string): string[] {
  return valueAt(task, name) === '' ? [''] : valuesAt(task, name);
}

function compareBy(a: Shown, b: Shown, query: Query): number {
  const orders = ((query['order_by'] ?? []) as string[]).map((name) => ({ name: name.replace(/^-/, ''), sign: name.startsWith('-') ? -1 : 1 }));
  for (const { name, sign } of orders) {
    if (name === 'nothing') continue;
    const compared = name === '@text_score' ? score(b, query) - score(a, query) : compareValues(valueAt(a, name), valueAt(b, name), { sign, isNumeric: name.startsWith('hyperparams.') });
    if (compared !== 0) return compared;
  }
  return a.created < b.created ? -1 : 1;
}

function score(task: Shown, query: Query): number {
  return words(query['search_text'] as string).flatMap((word) => ['name', 'id', 'comment', 'models.input.model', 'script.repository', 'script.entry_point'].map((field) => textsAt(task, field).some((text) => text.toLowerCase().includes(word)))).filter(Boolean).length;
}

function compareValues(a: Shown, b: Shown, { sign, isNumeric }: { sign: number; isNumeric: boolean }): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  if (!isNumeric) return a === b ? 0 : a < b ? -sign : sign;
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  if (!Number.isNaN(x)) return (x - y) * sign;
  const padded = (text: string) => text.replace(/\d+/g, (digits) => digits.padStart(20, '0'));
  return padded(a) === padded(b) ? 0 : padded(a) < padded(b) ? -sign : sign;
}
