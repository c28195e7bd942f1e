// Written values: JSON in which `#name` stands for a variable. What a value needs is told here; filling it in is for the run.
import type { JsonValue } from '../event/event.ts';
import type { Written } from './step.ts';

/** Finds signs in a text: `##` is one `#`; a `#` before a name (group 1) stands for the variable; any other `#` is itself. */
export const VARIABLE_SIGNS = /##|#([A-Za-z_][A-Za-z0-9_]*)/g;
const ONLY_NAME = /^#([A-Za-z_][A-Za-z0-9_]*)$/;

/** Names of the variables in a value, in the order of their first use; keys of objects are never replaced. */
export function variablesIn(value: Written): readonly string[] {
  const names = new Set<string>();
  eachText(value, (text) => {
    for (const [, name] of text.matchAll(VARIABLE_SIGNS)) if (name !== undefined) names.add(name);
  });
  return [...names];
}

/** The variable that is the whole value, or null. */
export function wholeVariable(value: Written): string | null {
  return typeof value === 'string' ? (ONLY_NAME.exec(value)?.[1] ?? null) : null;
}

/** A value without variables as it will be in the run: `##` has become `#`. */
export function plainValue(value: Written): JsonValue {
  return mapTexts(value, (text) => text.replaceAll('##', '#'));
}

/** A plain value as it must be written so that the run gets it unchanged: every `#` doubled. */
export function asWritten(value: JsonValue): Written {
  return mapTexts(value, (text) => text.replaceAll('#', '##'));
}

function eachText(value: JsonValue, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  else if (Array.isArray(value)) for (const inner of value) eachText(inner, visit);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) eachText(inner as JsonValue, visit);
}

function mapTexts(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((inner: JsonValue) => mapTexts(inner, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner as JsonValue, change)]));
}
