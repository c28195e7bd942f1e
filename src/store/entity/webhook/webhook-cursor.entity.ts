// The table of how far the log has been turned into deliveries.
import { defineEntity, p } from '@mikro-orm/core';

/** Its one row. */
export const WebhookCursorEntity = defineEntity({
  name: 'WebhookCursor',
  tableName: 'webhook_cursor',
  properties: {
    isOnly: p.boolean().primary().default(true),
    seq: p.bigint('number'),
  },
});
