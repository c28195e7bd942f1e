// What a runner is told at its start, and how its run can end.
import type { RunnerKind } from '../domain/attempt/runner.ts';
import type { OnPoint } from '../domain/ports.ts';
import type { GraphOptions } from './graph/graph-house.ts';
import type { PipMode } from './command/pip-packages.ts';

/** Where the runner writes what it does; a pino logger fits. */
export interface RunnerLog {
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
}

/** Everything a runner needs to know; it reads no environment of its own. */
export interface RunnerOptions {
  /** Address of the server, e.g. `http://127.0.0.1:4000`, or of several of one database; the calls are `<server>/dispatch/<call>`. */
  readonly server: string | readonly string[];
  /** Access key sent as a bearer token; it never reaches a child process. */
  readonly key: string;
  readonly name: string;
  readonly kind: RunnerKind;
  /** Attempts run at the same time; an ended attempt holds its slot until its processes are gone. */
  readonly slots: number;
  /** Names of the queues to take work from, in order of preference. */
  readonly queues: readonly string[];
  /** Modules of decks to offer, as paths; none when absent. */
  readonly deckFiles?: readonly string[];
  /** What it offers to graphs, and their bounds; absent: it takes none. */
  readonly graph?: GraphOptions;
  /** Directory of this one runner: directories of attempts and mirrors of repositories live in it. */
  readonly workDir: string;
  /** Seconds between TERM and KILL for work that names none. */
  readonly graceSeconds: number;
  /** Seconds that running work may still take once draining began; then it is handed back. */
  readonly drainSeconds: number;
  /** End when no server has answered for the lease and `orphanSeconds`; otherwise try for ever. */
  readonly exitWhenOrphaned: boolean;
  /** The environment from which an allow-list of names is passed to children. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: RunnerLog;
  /** Aborted to drain: no further claims, running work is finished or handed back. */
  readonly signal: AbortSignal;
  /** Aborted to end at once: running work is killed and handed back. */
  readonly now?: AbortSignal;
  /** Program and version told to the server. */
  readonly agent?: string;
  /** What becomes of the packages that commands name. @default off */
  readonly pip?: PipMode;
  /** Seconds beyond the lease before an orphaned runner ends. */
  readonly orphanSeconds?: number;
  /** Fault tests end or stop the process at named points; absent in production. */
  readonly onPoint?: OnPoint;
}

/**
 * The points of a runner: work is claimed and nothing of it begun; its program runs and nobody but the kernel knows which; it has ended
 * and nothing is queued; a report is about to be sent; its answer is there and not yet believed.
 */
export const RUNNER_POINTS = { claimed: 'runner.claimed', started: 'runner.started', ended: 'runner.ended', beforeReport: 'runner.before-report', reported: 'runner.reported' } as const;

/** Seconds beyond the lease that `exitWhenOrphaned` waits when not told otherwise: a server restart takes a few. */
export const ORPHAN_SECONDS = 15;

/** Why a runner ended without an error. */
export type RunnerEnd = 'DRAINED' | 'ORPHANED';
