// Writing a deck: its instruments, their methods, and the code that drives the devices. Importable as `switchyard/deck`.
import type { ArgumentSignature, ValueType } from '../../domain/deck/deck.ts';

/** What a method gives its code beside the arguments. */
export interface CallContext {
  /** Aborted when the call is abandoned. What does not end within `ABANDON_GRACE_MS` is ended together with the deck's process. */
  readonly signal: AbortSignal;
  /** Writes a line to the output of the task, live. */
  log(text: string): void;
}

/** Named arguments in their order. */
export interface Signatures {
  readonly [name: string]: ArgumentSignature;
}

/** What a method returns: nothing, one value, or several in order. */
export type Returns = ValueType | null | readonly ValueType[];

/** The values that a signature lets through. */
export type ArgumentValue<S extends ArgumentSignature> =
  | (S extends { readonly choices: readonly (infer C)[] } ? C : ValueOf<S['type']>)
  | (S extends { readonly nullable: true } ? null : never);

/** The arguments of a method as its code gets them: coerced, with defaults filled in. */
export type ArgumentValues<A extends Signatures> = { readonly [name in keyof A]: ArgumentValue<A[name]> };

/** What the code of a method may return; null stands for "nothing" and is not stored. */
export type ResultOf<R extends Returns> = R extends null ? void | null : R extends ValueType ? ValueOf<R> | null : { readonly [index in keyof R]: ValueOf<R[index] & ValueType> | null };

/** One method: its signature and its code, which may be synchronous. */
export interface MethodDefinition<A extends Signatures, R extends Returns> {
  readonly args: A;
  readonly returns: R;
  /** Whether a second call does no harm; such calls are made without waiting until they are on record. @default false */
  readonly repeatable?: boolean;
  readonly description?: string;
  run(args: ArgumentValues<A>, context: CallContext): ResultOf<R> | Promise<ResultOf<R>>;
}

/** One instrument. Its state lives in the variables around it: all calls of a deck happen in one process, one at a time. */
export interface InstrumentDefinition {
  readonly name: string;
  readonly description?: string;
  readonly methods: { readonly [name: string]: AnyMethod };
}

/** A method whose argument types are no longer known. */
export interface AnyMethod {
  readonly args: Signatures;
  readonly returns: Returns;
  readonly repeatable?: boolean;
  readonly description?: string;
  run(args: { readonly [name: string]: never }, context: CallContext): unknown;
}

/** A deck: what its module exports as default. */
export interface DeckDefinition {
  readonly name: string;
  readonly description?: string;
  readonly instruments: readonly InstrumentDefinition[];
  /** Connects to the devices: before the first call of a process, and again after a call that was abandoned. */
  open?(): void | Promise<void>;
  /** Lets go of the devices when the runner ends; it has `DECK_CLOSE_MS`. */
  close?(): void | Promise<void>;
}

/** Defines an instrument; the arguments of each `run` get their types from the signatures. */
export function defineInstrument<const A extends { readonly [method: string]: Signatures }, const R extends { readonly [method in keyof A]: Returns }>(definition: {
  readonly name: string;
  readonly description?: string;
  readonly methods: { readonly [method in keyof A & keyof R]: MethodDefinition<A[method], R[method]> };
}): InstrumentDefinition {
  return definition as unknown as InstrumentDefinition;
}

/** Defines a deck. */
export function defineDeck(definition: DeckDefinition): DeckDefinition {
  return definition;
}

interface Values {
  readonly int: number;
  readonly float: number;
  readonly bool: boolean;
  readonly str: string;
  readonly list: readonly unknown[];
  readonly dict: { readonly [key: string]: unknown };
  readonly any: unknown;
}

type ValueOf<T extends ValueType> = Values[T];
