// What the dispatch room stands on, handed in by the composition root.
import type { Authenticator } from '../../auth/authenticator.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Hub } from '../../events/hub.ts';

/** Takes what the room has to say; a pino logger fits. */
export interface DispatchLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The room's surroundings. */
export interface DispatchContext {
  readonly engine: Engine;
  readonly hub: Hub;
  readonly authenticator: Authenticator;
  /** Whether an error means that the database cannot be reached: the call is refused with UNAVAILABLE instead of a fault. */
  readonly isUnavailable: (error: unknown) => boolean;
  /** Fires when the server begins to drain: held calls are answered at once and nothing more is handed out. */
  readonly draining: AbortSignal;
  readonly log: DispatchLog;
}
