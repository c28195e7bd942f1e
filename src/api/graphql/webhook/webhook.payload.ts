// What mutations of webhooks answer.
import { type PayloadSubject, payloadType } from '../mutation/payload.type.ts';
import { WebhookType } from './webhook.type.ts';

const WEBHOOK: PayloadSubject = { field: 'webhook', type: () => WebhookType };

/** Answer of createWebhook. */
export const CreateWebhookPayload = payloadType('CreateWebhook', WEBHOOK, { field: 'secret', type: () => String, description: 'What its messages are signed with, `whsec_` and base64: shown in this answer and never again. Null in the answer to a repeat of the request: delete the webhook and make another if it is lost.' });
/** Answer of updateWebhook. */
export const UpdateWebhookPayload = payloadType('UpdateWebhook', WEBHOOK);
/** Answer of deleteWebhook. */
export const DeleteWebhookPayload = payloadType('DeleteWebhook');
/** Answer of testWebhook. */
export const TestWebhookPayload = payloadType('TestWebhook', WEBHOOK);
