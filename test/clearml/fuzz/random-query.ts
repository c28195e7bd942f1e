// Random requests for lists: every member of the query language, well formed and not.
import type { AnyView } from '../../../src/api/rest/clearml/view/entity-view.ts';
import type { Dice } from './dice.ts';
import { HOSTILE_TEXTS, hostileNumber, hostileValue, PATTERNS, TIMES } from './hostile-values.ts';
import type { KnownIds } from './known-ids.ts';

const OPERATORS = ['__$all', '__$and', '__$any', '__$or', '__$nop', '__$not'] as const;
const KEYS = ['General', 'Args', 'lr', 'a.b', 'value', 'type', '', 'x%2Ey', '$x', '0', '-1', '__proto__'] as const;

/** A request for a list of things of the view. */
export function randomQuery(dice: Dice, view: AnyView, known: KnownIds): Record<string, unknown> {
  const { query } = view;
  const fieldName = (): string => (dice.chance(0.2) ? familyName(dice, Object.keys(query.families)) : dice.one([...Object.keys(query.fields), ...Object.keys(view.fields), dice.one(HOSTILE_TEXTS)]));
  const value = (): string => (dice.chance(0.5) ? known.any(dice) : dice.one(['a', 'created', 'training', 'hidden', '0.1', dice.one(HOSTILE_TEXTS)]));
  const token = (): unknown => dice.one([value(), value(), `-${value()}`, dice.one(OPERATORS), null]);
  const long = (make: () => unknown): unknown => Array.from({ length: dice.whole(1_000, 12_000) }, make);
  const list = (): unknown => (dice.chance(0.02) ? long(dice.chance(0.5) ? value : token) : dice.chance(0.2) ? value() : dice.many(5, token));
  const members = (): object => ({ any: { include: dice.many(3, value), exclude: dice.many(2, value) }, all: { include: dice.many(2, value) }, op: dice.one(['and', 'or', 'xor', null]) });
  const group = (): object => ({ fields: dice.many(4, fieldName), ...(dice.chance(0.7) ? { pattern: dice.one(PATTERNS) } : { datetime: dice.chance(0.5) ? dice.one(TIMES) : dice.many(3, () => dice.one(TIMES)) }) });
  const conditions: readonly (() => [string, unknown])[] = [
    () => [dice.one([...query.lists, 'id']), list()],
    () => [familyName(dice, query.listFamilies), list()],
    () => [dice.one([...query.patterns, 'name']), dice.one(PATTERNS)],
    () => [dice.one([...query.times, 'last_update']), dice.chance(0.5) ? dice.one(TIMES) : dice.many(3, () => dice.one(TIMES))],
    () => [dice.chance(0.5) ? dice.one([...query.ranges, 'created']) : familyName(dice, query.rangeFamilies), [dice.one([null, dice.one(TIMES), hostileNumber(dice)]), dice.one([null, dice.one(TIMES), hostileNumber(dice)])]],
    () => [dice.one(['_any_', '_all_', '_or_', '_and_']), group()],
    () => ['filters', Object.fromEntries(dice.many(3, () => [dice.one([...query.lists, 'tags', familyName(dice, query.listFamilies)]), members()]))],
    () => ['search_text', dice.chance(0.5) ? dice.one(HOSTILE_TEXTS) : 'train one two'],
    () => ['order_by', dice.chance(0.3) ? fieldName() : dice.many(4, () => `${dice.one(['', '-', '--', '+'])}${dice.chance(0.1) ? '@text_score' : fieldName()}`)],
    () => ['only_fields', dice.chance(0.2) ? fieldName() : dice.many(5, () => dice.one([fieldName(), `-${fieldName()}`, '*', 'project.name', 'parent.parent.name', 'user.*', 'execution.queue.name', 'models.input.model.name', `${fieldName()}.*`]))],
    () => [dice.one(['page', 'page_size', 'size', 'start']), dice.chance(0.7) ? dice.whole(0, 20) : hostileNumber(dice)],
    () => ['scroll_id', dice.one([null, ...known.scrolls, dice.one(HOSTILE_TEXTS)])],
    () => [dice.one(['search_hidden', 'include_subprojects', 'allow_public', 'refresh_scroll', 'shallow_search', 'check_own_contents']), dice.chance(0.9) ? dice.chance(0.5) : hostileValue(dice)],
    () => [fieldName(), hostileValue(dice)],
  ];
  return Object.fromEntries(dice.many(5, () => dice.one(conditions)()));
}

function familyName(dice: Dice, heads: readonly string[]): string {
  return [dice.one([...heads, 'hyperparams', 'last_metrics', 'execution.parameters']), ...dice.many(4, () => dice.one(KEYS))].join('.');
}
