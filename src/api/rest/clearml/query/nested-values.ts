// Lists whose values stand for all that lies below them, too.
import { ClearmlError } from '../clearml-error.ts';
import { uuidOf, wireId } from '../wire-id.ts';
import { textsOrNulls } from './list-operators.ts';

/** Most values of a list that stand for more than themselves. */
export const MAX_NESTED_VALUES = 500;

/** The list with each id, whatever stands before it, in company of those below it. Throws VALIDATION. */
export async function nestedValues(name: string, given: unknown, below: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>): Promise<readonly (string | null)[]> {
  const values = textsOrNulls(name, given);
  if (values.length > MAX_NESTED_VALUES) throw new ClearmlError('VALIDATION', `Validation error: ${name}: at most ${MAX_NESTED_VALUES} values together with those below them: ask in several calls`);
  const idOf = (value: string | null): string | null => (value === null ? null : uuidOf(value.replace(/^-/, '')));
  const families = await below(values.flatMap((value) => idOf(value) ?? []));
  return values.flatMap((value, at) => {
    const uuid = idOf(value);
    if (uuid === null) return [value];
    const sign = value!.startsWith('-') ? '-' : '';
    const family = families.get(uuid)!.map((id) => `${sign}${wireId(id)}`);
    // Excluding is said for each value anew; the first has its operator already.
    return values[at - 1] === '__$not' ? family.flatMap((id, n) => (n === 0 ? [id] : ['__$not', id])) : family;
  });
}
