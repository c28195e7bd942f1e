// GraphQL enums made of the domain's unions of strings, so that a new member cannot be forgotten.
import { registerEnumType } from 'type-graphql';

/** An enum as type thunks take it: GraphQL names to the domain's words. */
export type StringEnum<Value extends string> = Readonly<Record<string, Value>>;

/** What the enum and each of its values mean; clients must tolerate values that later versions add. */
export interface EnumWords<Value extends string> {
  readonly description: string;
  readonly values: Readonly<Record<Value, string>>;
  /** The names are the domain's words as they are, because the same words stand in JSON. */
  readonly asWritten?: boolean;
}

/** Registers an enum; its GraphQL names are the domain's words in capitals unless they are wanted as written. */
export function stringEnum<Value extends string>(name: string, values: readonly Value[], words: EnumWords<Value>): StringEnum<Value> {
  const nameOf = (value: Value): string => (words.asWritten === true ? value : value.toUpperCase());
  const members = Object.fromEntries(values.map((value) => [nameOf(value), value])) as Record<string, Value>;
  const valuesConfig = Object.fromEntries(values.map((value) => [nameOf(value), { description: words.values[value] }]));
  registerEnumType(members, { name, description: words.description, valuesConfig });
  return members;
}
