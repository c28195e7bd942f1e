// The engine: what every service needs, handed in once by the composition root.
import type { Actor } from '../domain/access.ts';
import type { CallOrigin } from '../domain/call.ts';
import type { RunAllowance } from '../domain/deployment/deployment-input.ts';
import type { Clock, OnCommitted, OnLogged, OnPoint } from '../domain/ports.ts';
import type { Traced } from '../domain/traced.ts';
import type { NewId } from '../domain/uuid.ts';
import type { Database } from '../store/database.ts';
import type { FileKeeping } from './file/file-keeping.ts';

/** Settings that rules of the engine depend on. */
export interface EngineSettings {
  readonly leaseSeconds: number;
  readonly beatSeconds: number;
  readonly requestRetentionHours: number;
  readonly eventRetentionDays: number;
  readonly logRetentionDays: number;
  /** Patience with an outside worker that has not started what it was handed, or that is silent after it was told to end. */
  readonly handoutTtlSeconds: number;
  /** Silence of an outside worker after which what it runs is over. */
  readonly externalTimeoutSeconds: number;
  /** Silence of an outside worker after which an order to end does not wait for it. @default DEFAULT_WORKER_SILENCE_SECONDS */
  readonly workerSilenceSeconds?: number;
  /** Days for which the audit is kept. @default DEFAULT_AUDIT_DAYS */
  readonly auditRetentionDays?: number;
  /** What holds for runs of deployments that say nothing else. @default DEFAULT_ALLOWANCE */
  readonly graphs?: RunAllowance;
  /** Opens every lock on a part of the lab; absent or null = nothing does. */
  readonly lockEmergencyKey?: string | null;
  /** Whether webhooks may go to addresses that are not of the public internet. @default false */
  readonly webhookPrivate?: boolean;
}

/** Silence of an outside worker, in seconds, after which an order does not wait for it, when nothing is said about it. */
export const DEFAULT_WORKER_SILENCE_SECONDS = 600;

/** Days for which the audit is kept when nothing is said about it. */
export const DEFAULT_AUDIT_DAYS = 365;

/** The engine's dependencies. */
export interface Engine {
  readonly db: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly onCommitted: OnCommitted;
  readonly onLogged: OnLogged;
  /** Fault tests end the process at named points; absent in production. */
  readonly onPoint?: OnPoint;
  /** Where files are kept; absent where there are none, such as in benches. */
  readonly files?: FileKeeping;
  /** Transactions are spans of it; absent without tracing. */
  readonly traced?: Traced;
  readonly settings: EngineSettings;
}

/** Who calls, and under which request id (at most `MAX_REQUEST_ID` characters) repeats are recognised. */
export interface CommandContext {
  readonly actor: Actor;
  readonly requestId: string | null;
  /** How the call came in, for locks and for the audit; absent = from inside. */
  readonly origin?: CallOrigin;
}

/** Longest request id. */
export const MAX_REQUEST_ID = 128;
