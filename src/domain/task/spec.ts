// What a task executes: exactly one spec of four kinds.
import type { JsonValue } from '../event/event.ts';
import type { GraphSpec } from '../graph/graph-spec.ts';
import type { StepsSpec } from '../steps/steps-spec.ts';

/** The kinds of work. `command` runs a program; the others are executed by runners and clusters that say so. */
export const SPEC_KINDS = ['command', 'steps', 'graph', 'container'] as const;

/** A kind of work. */
export type SpecKind = (typeof SPEC_KINDS)[number];

/** A program with its arguments, never a shell line. */
export interface CommandSpec {
  readonly kind: 'command';
  /** The program: a name looked up in PATH, or a path. */
  readonly binary: string;
  /** Script or module given to the program before `args`, relative to the working directory. */
  readonly entryPoint?: string;
  readonly args: readonly string[];
  /** Directory to run in, relative to the checkout (or to the attempt's own empty directory). */
  readonly workingDir?: string;
  readonly repository?: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly commit?: string;
  /** Unified diff applied onto the checkout; without a repository the program itself, written into the file that `entryPoint` names. */
  readonly diff?: string;
  readonly requirements?: { readonly [manager: string]: JsonValue };
  readonly env: { readonly [name: string]: string };
  readonly container?: { readonly [key: string]: JsonValue };
  /** Longest running time in seconds; the process group is then ended and the attempt fails TIMED_OUT. */
  readonly timeoutSeconds?: number;
  /** Seconds between TERM and KILL; the runner's own default when absent. */
  readonly graceSeconds?: number;
}

/** A spec of any kind; kinds without an executor here are refused at creation. */
export type TaskSpec = CommandSpec | StepsSpec | GraphSpec;

/** What happens to an attempt that did not succeed. */
export interface RetryPolicy {
  /** After a lost lease: run it again, or fail CRASHED. */
  readonly onLost: 'REQUEUE' | 'FAIL';
  /** Lost attempts in a row after which the task fails CRASHED, so that a task that kills its runner ends. */
  readonly maxLost: number;
  /** Further attempts after a failure of the work itself. */
  readonly maxRetries: number;
  /** Seconds before the first further attempt; doubled for each one after it, at most `MAX_BACKOFF_SECONDS`. */
  readonly backoffSeconds: number;
}

/** Longest wait between two automatic attempts. */
export const MAX_BACKOFF_SECONDS = 3_600;

/** The policy of a task that names none: a lost lease runs again up to five times, a failure is a failure. */
export const DEFAULT_RETRY: RetryPolicy = { onLost: 'REQUEUE', maxLost: 5, maxRetries: 0, backoffSeconds: 10 };
