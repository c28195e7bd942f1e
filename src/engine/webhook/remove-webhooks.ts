// Webhooks that go with their projects.
import { eventText } from '../../domain/event/event.ts';
import { giveUpDeliveries } from '../../store/webhook/delivery-sending.store.ts';
import { markWebhooksDeleted } from '../../store/webhook/webhook-write.store.ts';
import { emit, type Work } from '../work.ts';

/** Deletes the webhooks of locked projects that are being deleted: nobody could find them any more, and their secrets would stay. */
export async function removeWebhooksOf(work: Work, projectIds: readonly string[]): Promise<void> {
  for (const { id, projectId, host } of await markWebhooksDeleted(work.tx, projectIds)) {
    await giveUpDeliveries(work.tx, id, 'its project was deleted');
    emit(work, 'webhook.deleted', { subjectId: id, projectId, data: { host: eventText(host) } });
  }
}
