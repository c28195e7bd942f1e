// The table of keys that sign tokens, shared by all servers of a database.
import { defineEntity, p } from '@mikro-orm/core';

/** One key; `material` is the private JWK, `retiredAt` ends its signing. */
export const SigningKeyEntity = defineEntity({
  name: 'SigningKey',
  tableName: 'signing_key',
  properties: {
    id: p.text().primary(),
    kind: p.text().$type<'RSA' | 'HMAC'>(),
    material: p.json(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    retiredAt: p.datetime(3).nullable(),
  },
});
