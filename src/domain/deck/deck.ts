// A deck: the callable devices and functions of one place, as the runner that has them describes them.

/** Types of arguments and results. `any` takes every JSON value. */
export const VALUE_TYPES = ['int', 'float', 'bool', 'str', 'list', 'dict', 'any'] as const;
/** A type of an argument or a result. */
export type ValueType = (typeof VALUE_TYPES)[number];

/** One argument of a method. Without `default` it must be given. */
export interface ArgumentSignature {
  readonly type: ValueType;
  /** Whether null is a value too. */
  readonly nullable?: boolean;
  /** Smallest and largest number. */
  readonly min?: number;
  readonly max?: number;
  /** The only values there are. */
  readonly choices?: readonly (string | number | boolean)[];
  readonly default?: string | number | boolean | null;
  readonly unit?: string;
  readonly description?: string;
}

/** One method: named arguments in their order, and the type of its result (`null` = none; a list = several results in order). */
export interface MethodSignature {
  readonly args: { readonly [name: string]: ArgumentSignature };
  readonly returns: ValueType | null | readonly ValueType[];
  /**
   * Whether a second call does no harm: it reads, or sets what is set already. Such calls do not wait until they are on record,
   * so those that a lost runner had made last may have left none, and are made again.
   */
  readonly repeatable?: boolean;
  readonly description?: string;
}

/** One instrument of a deck. */
export interface InstrumentDescription {
  readonly name: string;
  readonly description?: string;
  readonly methods: { readonly [name: string]: MethodSignature };
}

/** A deck as a runner offers it; `DECK_LIMITS` bound it. */
export interface DeckDescription {
  readonly name: string;
  readonly description?: string;
  readonly instruments: readonly InstrumentDescription[];
}

/** A deck as stored. It is there while its runner lives; nothing of it is forgotten when the runner goes. */
export interface Deck extends DeckDescription {
  readonly id: string;
  /** SHA-256 of the canonical JSON of the description, hex. */
  readonly sha: string;
  /** The runner that offers it, or offered it last. */
  readonly runnerId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
  readonly ord: number;
}

/** Names of decks, instruments, methods and arguments: identifiers. */
export const DECK_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
/** Bounds of a description; `json` in characters. */
export const DECK_LIMITS = { decks: 16, instruments: 200, methods: 200, args: 50, choices: 200, text: 1_000, json: 1_000_000 } as const;
