// Steps: what the phases of a `steps` task are made of. Blocks hold their steps; nothing jumps.
import type { JsonValue } from '../event/event.ts';

/** Kinds of step. The first five leave a row each time they are carried out; the others leave one only when they fail. */
export const STEP_KINDS = ['call', 'wait', 'pause', 'comment', 'input', 'variable', 'math', 'if', 'while', 'repeat', 'workflow'] as const;
/** A kind of step. */
export type StepKind = (typeof STEP_KINDS)[number];

/** Types that a variable or an input is cast to. */
export const VARIABLE_TYPES = ['int', 'float', 'bool', 'str'] as const;
/** A type that a variable or an input is cast to. */
export type VariableType = (typeof VARIABLE_TYPES)[number];

/**
 * A value of a step as it is written: JSON, in which a text that begins with `#` stands for the variable of that name (null when
 * there is none), `#name` within a longer text is replaced by the value (an unknown name is an error), and `##` is one `#`.
 */
export type Written = JsonValue;

/** Fields of every step. */
export interface StepBase {
  /** A name of the author's own, at most 100 characters; shown, never looked at. */
  readonly id?: string;
  /** Left out; a disabled block is left out whole. */
  readonly disabled?: boolean;
}

/** Calls a method of an instrument. */
export interface CallStep extends StepBase {
  readonly kind: 'call';
  readonly instrument: string;
  readonly method: string;
  readonly args: { readonly [name: string]: Written };
  /** The variable for the result, or one for each of several results in order (null = not kept). A null result is not stored. */
  readonly returns?: readonly (string | null)[];
  /** Carried out once for all samples of the batch, with the first sample's variables; what it returns all of them get. */
  readonly once?: boolean;
  /** With `once`: arguments that get the list of all samples' values. */
  readonly gather?: readonly string[];
}

/** Waits; an order to end cuts it short. */
export interface WaitStep extends StepBase {
  readonly kind: 'wait';
  readonly seconds: Written;
}

/** Holds the task until somebody resumes it. */
export interface PauseStep extends StepBase {
  readonly kind: 'pause';
  readonly message: string;
}

/** Writes a line to the output. */
export interface CommentStep extends StepBase {
  readonly kind: 'comment';
  readonly text: string;
}

/** Holds the task until somebody answers; the answer becomes a variable. */
export interface InputStep extends StepBase {
  readonly kind: 'input';
  readonly name: string;
  readonly prompt: string;
  readonly type: VariableType;
}

/** Sets a variable to a value, or to what an expression gives, cast to the type. */
export interface VariableStep extends StepBase {
  readonly kind: 'variable';
  readonly name: string;
  /** JSON, or a text that is an expression (for `str`: only when it is quoted or looks like one). */
  readonly value: JsonValue;
  readonly type: VariableType;
}

/** Sets a variable to the number that an expression gives. */
export interface MathStep extends StepBase {
  readonly kind: 'math';
  readonly name: string;
  readonly expression: string;
}

/** Chooses by an expression, for each sample by itself. */
export interface IfStep extends StepBase {
  readonly kind: 'if';
  readonly condition: string;
  readonly then: readonly Step[];
  readonly else?: readonly Step[];
}

/** Repeats its body for all samples whose condition still holds; `while_index` counts from 0. */
export interface WhileStep extends StepBase {
  readonly kind: 'while';
  readonly condition: string;
  readonly body: readonly Step[];
}

/** Repeats its body a number of times, for each sample by itself. */
export interface RepeatStep extends StepBase {
  readonly kind: 'repeat';
  readonly times: Written;
  readonly body: readonly Step[];
}

/** Runs the main steps of another workflow, sample by sample, with variables of its own: `args` go in, `returns` come out. */
export interface NestedStep extends StepBase {
  readonly kind: 'workflow';
  readonly name: string;
  readonly args: { readonly [name: string]: Written };
  readonly steps: readonly Step[];
  /** Variables of the nested workflow to take over under their own names. */
  readonly returns?: readonly string[];
}

/** One step. */
export type Step = CallStep | WaitStep | PauseStep | CommentStep | InputStep | VariableStep | MathStep | IfStep | WhileStep | RepeatStep | NestedStep;

/** Kinds of step that leave a row whenever they are carried out. */
export const RECORDED_KINDS: ReadonlySet<StepKind> = new Set(['call', 'wait', 'pause', 'comment', 'input']);
