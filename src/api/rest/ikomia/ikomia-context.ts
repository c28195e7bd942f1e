// What the calls of deployments stand on, and one call of them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '../../../auth/authenticator.ts';
import type { Caller } from '../../../domain/call.ts';
import type { CallNotes } from '../../../domain/call-notes.ts';
import type { CommandContext, Engine } from '../../../engine/engine.ts';
import type { IkomiaTokens } from './account/ikomia-tokens.ts';
import type { RecentRuns } from './run/recent-runs.ts';
import type { RunWakes } from './run/run-wakes.ts';
import type { BodyBudget } from './transport/body-budget.ts';
import type { LargeTurns } from './transport/large-turns.ts';

/** Settings of the dialect. */
export interface IkomiaSettings {
  readonly maxBodyBytes: number;
  /** Seconds for which a token is good. */
  readonly tokenSeconds: number;
  /** Public address of the server without a slash at its end; null = the one a call was made to. */
  readonly publicUrl: string | null;
}

/** Takes what the dialect has to say; a pino logger fits. */
export interface IkomiaLog {
  error(fields: object, message: string): void;
}

/** What the dialect stands on. */
export interface IkomiaContext {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  readonly tokens: IkomiaTokens;
  readonly settings: IkomiaSettings;
  readonly wakes: RunWakes;
  readonly recent: RecentRuns;
  readonly bodies: BodyBudget;
  readonly turns: LargeTurns;
  /** Fires when the server shuts down: whoever waits is answered. */
  readonly draining: AbortSignal;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly log: IkomiaLog;
}

/** A request, its answer, and what is noted of it. */
export interface IkomiaExchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly notes: CallNotes | undefined;
  readonly query: URLSearchParams;
}

/** A call whose caller is known. */
export interface IkomiaCall extends IkomiaExchange {
  readonly context: IkomiaContext;
  readonly caller: Caller;
  readonly command: CommandContext;
  /** Address that URLs of answers begin with, without a slash at its end. */
  readonly base: string;
}
