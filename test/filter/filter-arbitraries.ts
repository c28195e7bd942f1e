// Random filters and rows over a catalogue with a field of every type; values are few, so that they meet.
import fc from 'fast-check';
import type { FieldPath, Filter, FilterLeaf } from '../../src/domain/filter/filter.ts';
import type { FieldCatalogue } from '../../src/domain/filter/filter-field.ts';

/** A field of every type. */
export const FIELDS = {
  title: { type: 'text' }, label: { type: 'text' }, size: { type: 'integer' }, at: { type: 'time' }, owner: { type: 'id' },
  state: { type: 'word', words: ['open', 'shut'] }, ready: { type: 'flag' }, tags: { type: 'texts' }, body: { type: 'json' },
} as const satisfies FieldCatalogue;

/** Texts that are told apart wrongly by whatever is careless: signs of LIKE and of patterns, case beyond ASCII, characters of two units. */
export const TEXTS = ['', 'a', 'A', 'ab', 'aB', 'a_b', 'a%b', '100%', '\\', 'a\\b', 'ä', 'Ä', 'ß', 'ẞ', 'σ', 'ς', 'Σ', 'İ', 'i', 'ı', 'K', 'k', '\u212a', '𝒳', '𐐀', '𐐨', '\uffff', 'a.b', 'a b', 'a\nb', '^a$', '[', 'null', '0', 'é', 'e\u0301'] as const;

const text = fc.constantFrom(...TEXTS);
const longer = fc.array(text, { maxLength: 3 }).map((parts) => parts.join(''));
const time = fc.constantFrom('0001-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '9999-12-31T23:59:59.999Z');
const id = fc.constantFrom('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002');
const integer = fc.constantFrom(-2, 0, 1, 7, Number.MAX_SAFE_INTEGER);
const number = fc.constantFrom(-1.5, 0, 0.1, 1, 1e21);
const json = fc.oneof(text, number, fc.boolean());

/** Patterns of the language, most of which say more than equality. */
export const pattern = fc.constantFrom('', 'a', '^a', 'b$', '^a$', '^ab.*$', '.*b$', '^a.b$', 'a|Ä', '^(a|ä)+$', '[A-Z]', '[^a]', '^[^a]*$', '\\d', '^\\w+$', '\\s', 'a\\\\b', '[%_]', '^.{2}$', '^.{1,2}$', '(?:a?){3}b', '𝒳', '[𝒳-𝒵]', '[Σ-ω]', 'ſ?k', '^$', '[\\]\\[^-]', '[a-]', 'x*', '^(|a)$', '\\u'.replace('\\u', '\\.'), '[K]', 'İ', '^[ -~]*$', '𐐀');

const ignoreCase = fc.boolean();
const ops = fc.constantFrom('eq' as const, 'ne' as const, 'lt' as const, 'le' as const, 'gt' as const, 'ge' as const);
const same = fc.constantFrom('eq' as const, 'ne' as const);
const oneOfOp = fc.constantFrom('in' as const, 'nin' as const);
const jsonPath = fc.constantFrom<FieldPath>(['body', 'a'], ['body', 'a', 'b'], ['body', 'list', '0'], ['body', 'list', '-1'], ['body', '__proto__'], ['body', 'k.x']);
const textPath = fc.oneof(fc.constantFrom<FieldPath>(['title'], ['label']), jsonPath);

function compare(path: fc.Arbitrary<FieldPath>, value: fc.Arbitrary<string | number | boolean>, op: typeof ops | typeof same = ops): fc.Arbitrary<FilterLeaf> {
  return fc.record({ kind: fc.constant('compare' as const), path, op: op as typeof ops, value });
}

const field = (name: keyof typeof FIELDS) => fc.constant<FieldPath>([name]);
const oneOf = (path: fc.Arbitrary<FieldPath>, value: fc.Arbitrary<string | number | boolean>): fc.Arbitrary<FilterLeaf> =>
  fc.record({ kind: fc.constant('oneOf' as const), path, op: oneOfOp, values: fc.array(value, { maxLength: 3 }) });

/** Leaves that look at one field. */
export const leaf: fc.Arbitrary<FilterLeaf> = fc.oneof(
  fc.record({ kind: fc.constant('compare' as const), path: textPath, op: ops, value: longer, ignoreCase }),
  fc.record({ kind: fc.constant('oneOf' as const), path: textPath, op: oneOfOp, values: fc.array(longer, { maxLength: 3 }), ignoreCase }),
  fc.record({ kind: fc.constant('text' as const), path: textPath, op: fc.constantFrom('contains' as const, 'startsWith' as const, 'endsWith' as const), value: longer, ignoreCase }),
  fc.record({ kind: fc.constant('regex' as const), path: textPath, pattern, ignoreCase }),
  compare(field('size'), integer), compare(field('at'), time), compare(field('owner'), id, same), compare(field('state'), fc.constantFrom('open', 'shut'), same), compare(field('ready'), fc.boolean(), same),
  compare(jsonPath, fc.oneof(number)), compare(jsonPath, fc.boolean(), same),
  oneOf(field('size'), integer), oneOf(field('at'), time), oneOf(field('owner'), id), oneOf(field('ready'), fc.boolean()), oneOf(jsonPath, json),
  fc.record({ kind: fc.constant('exists' as const), path: fc.oneof(fc.constantFrom<FieldPath>(['title'], ['size'], ['at'], ['owner'], ['tags'], ['ready']), jsonPath) }),
  fc.record({ kind: fc.constant('list' as const), path: field('tags'), op: fc.constantFrom('any' as const, 'all' as const, 'empty' as const), values: fc.array(text, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('list' as const), path: field('tags'), op: fc.constant('elem' as const), values: text.map((each) => [each]) }),
  fc.record({ kind: fc.constant('entry' as const), path: field('tags'), part: fc.oneof(
    fc.record({ kind: fc.constant('regex' as const), path: field('tags'), pattern, ignoreCase }),
    fc.record({ kind: fc.constant('text' as const), path: field('tags'), op: fc.constantFrom('contains' as const, 'startsWith' as const, 'endsWith' as const), value: text, ignoreCase }),
    fc.record({ kind: fc.constant('compare' as const), path: field('tags'), op: fc.constant('eq' as const), value: text, ignoreCase })) }),
);

/** Whole filters. */
export const filter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), parts: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('not' as const), part: tie('filter') }),
  ),
})).filter;

const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const bodyValue = fc.oneof(json, longer, fc.constant(null), fc.record({ b: json }), fc.constant([]));

/** Rows of the catalogue; all but the tags may be absent. */
export const row = fc.record({
  title: some(longer), label: some(longer), size: some(integer), at: some(time.map((each) => new Date(each))), owner: some(id), state: some(fc.constantFrom('open', 'shut')), ready: some(fc.boolean()),
  tags: fc.array(text, { maxLength: 3 }),
  body: some(fc.record({ a: bodyValue, list: fc.array(json, { maxLength: 2 }), 'k.x': json }, { requiredKeys: [] })),
});
/** A row. */
export type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;
