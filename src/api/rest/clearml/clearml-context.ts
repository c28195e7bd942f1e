// What a call of the ClearML API knows of its caller and of the server.
import type { Caller } from '../../../domain/call.ts';
import type { CommandContext, Engine } from '../../../engine/engine.ts';
import type { ApiVersion } from './api-version.ts';
import type { ClearmlTokens } from './account/clearml-tokens.ts';

/** Settings of the room. */
export interface ClearmlSettings {
  /** The highest version, which is announced to clients: `2.31`. */
  readonly apiVersion: string;
  /** Version of the server that clients compare with: whole numbers and dots, nothing else. */
  readonly serverVersion: string;
  /** Our own name and version. */
  readonly serverBuild: string;
  /** The commit that the server was built from; empty when it is not known. */
  readonly commit: string;
  /** Names the installation: the same for all servers of one database. */
  readonly uid: string;
  /** Public address of the server; null = only known as its own machine calls it. */
  readonly publicUrl: string | null;
  /** Largest body of a request, bytes. */
  readonly maxBodyBytes: number;
  /** Lifetime of a token whose caller names none, seconds. */
  readonly tokenSeconds: number;
  /** Silence of a worker, in seconds, after which a stop does not wait for it. */
  readonly workerSeconds: number;
}

/** One call. */
export interface ClearmlContext {
  readonly engine: Engine;
  readonly settings: ClearmlSettings;
  readonly tokens: ClearmlTokens;
  readonly caller: Caller;
  /** For commands of the engine; its request id is that of the header `Idempotency-Key`. */
  readonly command: CommandContext;
  /** The version that the caller asked for; the highest when it named none. */
  readonly version: ApiVersion;
  /** Header `X-Clearml-Worker`: the name of the calling machine. */
  readonly worker: string | null;
  /** What the caller says that it is, such as `clearml-2.1.7`. */
  readonly client: string | null;
  /** Network address of the caller. */
  readonly address: string | null;
  /** Headers to set on the answer, such as a cookie. */
  readonly answerHeaders: Map<string, string>;
}
