// The words of webhooks.
import { DELIVERY_STATES, WEBHOOK_EVENTS } from '../../../domain/webhook/webhook.ts';
import { stringEnum } from '../string-enum.ts';

/** GraphQL `WebhookEventKind`. */
export const WebhookEventEnum = stringEnum('WebhookEventKind', WEBHOOK_EVENTS, {
  description: 'What a webhook can be told of.',
  values: { RUN_STARTED: 'A run has begun, or begun anew.', RUN_SUCCEEDED: 'A run has succeeded.', RUN_FAILED: 'A run has failed.', RUN_STOPPED: 'A run was stopped.' },
});

/** GraphQL `WebhookMessageKind`: what a message can be of. */
export const WebhookMessageEnum = stringEnum('WebhookMessageKind', [...WEBHOOK_EVENTS, 'WEBHOOK_TEST'], {
  description: 'What a message to a webhook is of.',
  values: { RUN_STARTED: 'A run has begun, or begun anew.', RUN_SUCCEEDED: 'A run has succeeded.', RUN_FAILED: 'A run has failed.', RUN_STOPPED: 'A run was stopped.', WEBHOOK_TEST: 'Somebody tries the webhook.' },
});

/** GraphQL `WebhookDeliveryState`. */
export const DeliveryStateEnum = stringEnum('WebhookDeliveryState', DELIVERY_STATES, {
  description: 'Where a message to a webhook stands.',
  values: { PENDING: 'It is being sent, or will be.', DELIVERED: 'The address took it.', FAILED: 'It was given up.' },
});
