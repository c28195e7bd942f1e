// Turning the log into deliveries: each change of a run becomes one row for each webhook that is to be told, in the transaction that moves the cursor past it.
import { runMessage } from '../../domain/webhook/webhook-message.ts';
import { webhookEventOf } from '../../domain/webhook/webhook.ts';
import { scanEvents } from '../../store/event/scan-events.store.ts';
import { insertDeliveries, moveWebhookCursor, type RunChange, type Told, webhookCursor, webhooksToTell } from '../../store/webhook/delivery-making.store.ts';
import type { Engine } from '../engine.ts';
import { inTransaction } from '../work.ts';

/** Changes that one transaction takes. */
export const CHANGES_PER_ROUND = 200;

/** Where the log may be read up to, and where callers reach the server, without a slash at the end. */
export interface MakingOptions {
  readonly horizon: number;
  readonly baseUrl: string;
}

/** Makes the deliveries of a stretch of the log; true when there is more of it. Of several servers that come at once each takes a stretch of its own. */
export async function makeDeliveries(engine: Engine, { horizon, baseUrl }: MakingOptions): Promise<boolean> {
  if ((await webhookCursor(engine.db, { lock: false })) >= horizon) return false;
  const { value } = await inTransaction(engine, { op: 'makeDeliveries', actorId: null, requestId: null }, async ({ tx }) => {
    const after = await webhookCursor(tx, { lock: true });
    if (after >= horizon) return horizon;
    const page = await scanEvents(tx, { after, upTo: horizon, filter: { kinds: ['run.status'] }, limit: CHANGES_PER_ROUND });
    const changes = page.rows.flatMap(({ subjectId, at, data }): RunChange[] => {
      const type = webhookEventOf({ from: data.from, status: data.status });
      return type === null ? [] : [{ runId: subjectId, type, status: String(data.status), at }];
    });
    const told = changes.length === 0 ? [] : await webhooksToTell(tx, changes);
    await insertDeliveries(tx, told.map((one) => deliveryOf(engine, { one, change: changes[one.place - 1]!, baseUrl })));
    // What the log has forgotten meanwhile is told to nobody any more.
    const upTo = Math.max(page.upTo, page.floor);
    await moveWebhookCursor(tx, upTo);
    return upTo;
  });
  return value < horizon;
}

function deliveryOf(engine: Engine, { one, change, baseUrl }: { readonly one: Told; readonly change: RunChange; readonly baseUrl: string }) {
  const { webhookId, runName, project, deployment, isServed, message } = one;
  const { runId, type, status, at } = change;
  const resultUrl = deployment === null || !isServed ? null : `${baseUrl}/deployments/${deployment}/api/results/${runId}`;
  return { id: engine.newId(), webhookId, type, runId, body: runMessage(type, at, { runId, runName, status, project, deployment, message, resultUrl }) };
}
