// The messages of webhooks: what is sent, and the text that is signed.
import type { WebhookDelivery, WebhookEvent } from './webhook.ts';

/** Longest message of a run that goes along, in characters. */
export const MAX_MESSAGE_TEXT = 1_000;

/** What is told of a run. */
export interface RunNews {
  readonly runId: string;
  readonly runName: string;
  readonly status: string;
  /** Path of its project. */
  readonly project: string;
  /** Name of its deployment; null = it was not called by one. */
  readonly deployment: string | null;
  /** Why it failed or was stopped; empty otherwise. */
  readonly message: string;
  /** Where its result is asked for; null for runs of no deployment, and of one that has been deleted. */
  readonly resultUrl: string | null;
}

/** The body for a change of a run. */
export function runMessage(type: WebhookEvent, at: Date, { runId, runName, ...news }: RunNews): string {
  const { status, project, deployment, resultUrl } = news;
  const message = news.message.length > MAX_MESSAGE_TEXT ? `${news.message.slice(0, MAX_MESSAGE_TEXT).toWellFormed()}…` : news.message;
  return JSON.stringify({ type: typeWord(type), timestamp: at.toISOString(), data: { run: { id: runId, name: runName, status }, project, deployment, message, result_url: resultUrl } });
}

/** The body by which somebody tries a webhook. */
export function testMessage(at: Date, project: string): string {
  return JSON.stringify({ type: typeWord('WEBHOOK_TEST'), timestamp: at.toISOString(), data: { project } });
}

/** What is signed: the id of the message, the second of the attempt, and the body as it is sent. */
export function signedText(message: { readonly id: string; readonly timestamp: number; readonly body: string }): string {
  return `${message.id}.${message.timestamp}.${message.body}`;
}

/** A secret as people are given it begins so; base64 of its bytes follows. */
export const SECRET_PREFIX = 'whsec_';

/** The name of a type in messages, such as `run.succeeded`. */
export function typeWord(type: WebhookDelivery['type']): string {
  return type.toLowerCase().replace('_', '.');
}
