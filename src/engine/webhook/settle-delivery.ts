// What follows an attempt: the delivery is done, is tried again, or is given up, and its webhook may be switched off.
import { isTaken, planDelivery, switchOffReason } from '../../domain/webhook/delivery-schedule.ts';
import { endDelivery, giveUpDeliveries, type TakenDelivery, tryLater } from '../../store/webhook/delivery-sending.store.ts';
import { noteFailing, noteWell, switchOff } from '../../store/webhook/webhook-write.store.ts';
import { webhookById } from '../../store/webhook/webhook-read.store.ts';
import type { Engine } from '../engine.ts';
import { emit, inTransaction, type Work } from '../work.ts';

/** What an attempt came to: the status of the answer, or null and what kept it from coming. */
export interface AttemptOutcome {
  readonly statusCode: number | null;
  readonly error: string | null;
  /** Seconds that the answer asked to wait. */
  readonly retryAfter: number | null;
}

/** Longest reason that is kept, in characters. */
const MAX_ERROR = 500;

/** Settles an attempt; a delivery that has ended in the meantime stays as it is. */
export async function settleDelivery(engine: Engine, delivery: TakenDelivery, outcome: AttemptOutcome): Promise<void> {
  const { statusCode } = outcome;
  await inTransaction(engine, { op: 'settleDelivery', actorId: null, requestId: null }, async (work) => {
    if (statusCode !== null && isTaken(statusCode)) {
      await noteWell(work.tx, delivery.webhookId);
      return await endDelivery(work.tx, { id: delivery.id, statusCode, error: null }, 'DELIVERED');
    }
    await settleFailure(work, delivery, outcome);
  });
}

async function settleFailure(work: Work, delivery: TakenDelivery, outcome: AttemptOutcome): Promise<void> {
  const { id, webhookId } = delivery;
  const error = (outcome.error ?? `it answered ${outcome.statusCode}`).slice(0, MAX_ERROR).toWellFormed().replaceAll('\0', '');
  const failed = { id, statusCode: outcome.statusCode, error };
  // First: it locks the webhook, as whoever deletes it or switches it off does before its deliveries.
  const failing = await noteFailing(work.tx, webhookId);
  const plan = planDelivery(outcome, delivery, Math.random());
  if (plan.kind === 'GIVE_UP') await endDelivery(work.tx, failed, 'FAILED');
  else await tryLater(work.tx, failed, plan.afterSeconds);
  const reason = failing === null ? null : switchOffReason(outcome, failing);
  if (reason === null) return;
  await switchOff(work.tx, webhookId, reason);
  await giveUpDeliveries(work.tx, webhookId, `the webhook was switched off: ${reason}`);
  const hook = await webhookById(work.tx, webhookId);
  emit(work, 'webhook.disabled', { subjectId: webhookId, projectId: hook?.projectId ?? null, data: { reason } });
}
