// Checking a call against the description of a deck: the method is there, the arguments are its arguments and of their types.
import type { JsonValue } from '../event/event.ts';
import { invalid, jsonObjectAt, textAt, type InputPath } from '../input/check.ts';
import { STEP_RECORD_LIMITS } from '../steps/step-record.ts';
import { asWritten, plainValue, variablesIn } from '../steps/written-value.ts';
import { coerceArgument, shownList, type Coerced } from './coerce.ts';
import type { ArgumentSignature, DeckDescription, MethodSignature } from './deck.ts';

/** A call by name. */
export interface NamedCall {
  readonly instrument: string;
  readonly method: string;
  readonly args: { readonly [name: string]: JsonValue };
}

/** One fault of a call; `path` leads from the call down, e.g. `['args', 'volume']`. */
export interface CallFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** The arguments in their types and in the order of the signature, what was left out by its default; or every fault. */
export type CheckedCall = { readonly args: { readonly [name: string]: JsonValue } } | { readonly faults: readonly CallFault[] };

/** How arguments are given. */
export interface CallCheckOptions {
  /** As in a step: texts may hold variables, `##` is one `#`. Arguments with variables stay as they are: their values are not known before the run. */
  readonly written?: boolean;
  /** Arguments whose type is not looked at, e.g. those that get a list of all samples' values. */
  readonly untyped?: readonly string[];
}

/** Checks a call; faults are listed in no order of importance. */
export function checkCall(deck: DeckDescription, call: NamedCall, options: CallCheckOptions = {}): CheckedCall {
  const method = findMethod(deck, call);
  return 'fault' in method ? { faults: [method.fault] } : checkArguments(method.signature, call, options);
}

/** The checked arguments of a call from outside, or INVALID with the place below `path`. */
export function requireCall(deck: DeckDescription, call: { readonly instrument: unknown; readonly method: unknown; readonly args: unknown }, path: InputPath = []): NamedCall {
  const named = {
    instrument: textAt(call.instrument, [...path, 'instrument'], { min: 1, max: 100 }),
    method: textAt(call.method, [...path, 'method'], { min: 1, max: 100 }),
    args: jsonObjectAt(call.args ?? {}, [...path, 'args'], { max: STEP_RECORD_LIMITS.args }),
  };
  const checked = checkCall(deck, named);
  if ('args' in checked) return { ...named, args: checked.args };
  const [first] = checked.faults;
  return invalid([...path, ...first!.path], first!.message);
}

/** The signature of a method, or the fault that says what there is instead. */
export function findMethod(deck: DeckDescription, call: Pick<NamedCall, 'instrument' | 'method'>): { readonly signature: MethodSignature } | { readonly fault: CallFault } {
  const instrument = deck.instruments.find(({ name }) => name === call.instrument);
  if (!instrument) return { fault: { path: ['instrument'], message: `the deck ${deck.name} has no instrument ${call.instrument}; it has ${listOrNone(deck.instruments.map(({ name }) => name))}` } };
  const signature = ownOf(instrument.methods, call.method);
  if (signature) return { signature };
  return { fault: { path: ['method'], message: `${instrument.name} has no method ${call.method}; it has ${listOrNone(Object.keys(instrument.methods))}` } };
}

function checkArguments(method: MethodSignature, call: NamedCall, options: CallCheckOptions): CheckedCall {
  const known = Object.keys(method.args);
  const strangers = Object.keys(call.args).filter((name) => !Object.hasOwn(method.args, name));
  const checked = known.map((name) => ({ name, ...checkArgument(method.args[name]!, ownOf(call.args, name), { ...options, untyped: options.untyped?.includes(name) ?? false }) }));
  const faults = [
    ...strangers.map((name) => ({ path: ['args', name], message: `${call.instrument}.${call.method} has no argument ${name}; it has ${listOrNone(known)}` })),
    ...checked.flatMap((one) => ('fault' in one ? [{ path: ['args', one.name], message: one.fault }] : [])),
  ];
  if (faults.length > 0) return { faults };
  return { args: Object.fromEntries(checked.flatMap((one) => ('value' in one ? [[one.name, one.value]] : []))) };
}

function checkArgument(signature: ArgumentSignature, given: JsonValue | undefined, options: { written?: boolean; untyped: boolean }): Coerced {
  if (given === undefined) return signature.default === undefined ? { fault: `is missing: ${wanted(signature)} must be given` } : defaultOf(signature, signature.default, options);
  if (options.untyped || (options.written && variablesIn(given).length > 0)) return { value: given };
  const coerced = coerceArgument(signature, options.written ? plainValue(given) : given);
  return options.written && 'value' in coerced ? { value: given } : coerced;
}

function defaultOf(signature: ArgumentSignature, value: JsonValue, options: { written?: boolean }): Coerced {
  const coerced = coerceArgument(signature, value);
  return options.written && 'value' in coerced ? { value: asWritten(coerced.value) } : coerced;
}

function wanted({ type, unit }: ArgumentSignature): string {
  return unit === undefined ? `a value of type ${type}` : `a value of type ${type} (${unit})`;
}

// Names come from outside: `constructor` is a name like any other.
function ownOf<T>(named: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(named, name) ? named[name] : undefined;
}

function listOrNone(names: readonly string[]): string {
  return names.length === 0 ? 'none' : shownList(names);
}
