// Webhooks: addresses that are told what becomes of runs.
import type { RunStatus } from '../run/run.ts';

/** What a webhook can be told of. */
export const WEBHOOK_EVENTS = ['RUN_STARTED', 'RUN_SUCCEEDED', 'RUN_FAILED', 'RUN_STOPPED'] as const;
/** Something to tell. */
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Limits: characters of an address, webhooks of a project, deliveries that wait for one address, and those told by one list. */
export const WEBHOOK_LIMITS = { url: 2_048, perProject: 50, pending: 10_000, listed: 100 } as const;

/** A webhook as stored; its secret is elsewhere. */
export interface Webhook {
  readonly id: string;
  /** Runs of this project alone. */
  readonly projectId: string;
  /** Runs of this deployment alone; null = all runs of the project. */
  readonly deploymentId: string | null;
  readonly url: string;
  /** Its host and port, which share a limit of deliveries at a time. */
  readonly host: string;
  readonly events: readonly WebhookEvent[];
  readonly isEnabled: boolean;
  /** Why it was switched off by itself; null = it was not. */
  readonly disabledReason: string | null;
  /** Since when no delivery has come through; null = the last one did. */
  readonly failingSince: Date | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly ord: number;
}

/** PENDING = it is tried, or will be; DELIVERED = its address took it; FAILED = it will not be tried any more. */
export const DELIVERY_STATES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
/** Where a delivery stands. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One message for one webhook; its id goes along as `webhook-id`, the same at each attempt. */
export interface WebhookDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly type: WebhookEvent | 'WEBHOOK_TEST';
  readonly runId: string | null;
  /** JSON, as it is sent. */
  readonly body: string;
  readonly state: DeliveryState;
  /** Begun so far. */
  readonly attempts: number;
  readonly createdAt: Date;
  /** When the next attempt may begin. */
  readonly nextAt: Date;
  readonly endedAt: Date | null;
  /** Of the last answer; null when there was none. */
  readonly statusCode: number | null;
  /** Why the last attempt failed; null = it did not, or there was none. */
  readonly error: string | null;
}

const ENDS: Partial<Record<RunStatus, WebhookEvent>> = { SUCCEEDED: 'RUN_SUCCEEDED', FAILED: 'RUN_FAILED', STOPPED: 'RUN_STOPPED' };

/** What a change of a run's status is told as; null = it is not told. A run that goes on after a pause or a hold has not started anew. */
export function webhookEventOf({ from, status }: { readonly from: unknown; readonly status: unknown }): WebhookEvent | null {
  if (status === 'RUNNING') return from === 'HELD' ? null : 'RUN_STARTED';
  return Object.hasOwn(ENDS, String(status)) ? ENDS[status as RunStatus]! : null;
}
