// Lists whose values stand for all that lies below them, too.
import { ClearmlError } from '../clearml-error.ts';
import { uuidOf, wireId } from '../wire-id.ts';
import { textsOrNulls } from './list-operators.ts';

/** Most values of a list that stand for more than themselves. */
export const MAX_NESTED_VALUES = 500;

/** Such a list: its values as they were given, and what each of them stands for, itself included. */
export class NestedList {
  readonly values: readonly (string | null)[];
  readonly #families: ReadonlyMap<string, readonly string[]>;

  constructor(values: readonly (string | null)[], families: ReadonlyMap<string, readonly string[]>) {
    this.values = values;
    this.#families = families;
  }

  /** What a value, without any operator, stands for. */
  familyOf(value: string): readonly string[] {
    return this.#families.get(value) ?? [value];
  }
}

/** Reads a list and looks up what lies below its ids. Throws VALIDATION. */
export async function nestedList(name: string, given: unknown, below: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>): Promise<NestedList> {
  const values = textsOrNulls(name, given);
  if (values.length > MAX_NESTED_VALUES) throw new ClearmlError('VALIDATION', `Validation error: ${name}: at most ${MAX_NESTED_VALUES} values together with those below them: ask in several calls`);
  const uuids = new Map(values.flatMap((value) => (value === null ? [] : [value, value.replace(/^-/, '')])).flatMap((value): [string, string][] => {
    const uuid = uuidOf(value);
    return uuid === null ? [] : [[value, uuid]];
  }));
  const families = await below([...new Set(uuids.values())]);
  return new NestedList(values, new Map([...uuids].map(([value, uuid]) => [value, families.get(uuid)!.map(wireId)])));
}
