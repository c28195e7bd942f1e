// The table of decks.
import { defineEntity, p } from '@mikro-orm/core';
import type { InstrumentDescription } from '../../domain/deck/deck.ts';

/** One deck; rows equal the domain's `Deck`. */
export const DeckEntity = defineEntity({
  name: 'Deck',
  tableName: 'deck',
  properties: {
    id: p.uuid().primary(),
    name: p.text().unique(),
    description: p.text().nullable(),
    instruments: p.json<readonly InstrumentDescription[]>().columnType('json'),
    sha: p.text(),
    runnerId: p.uuid().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime(3).defaultRaw('now()'),
    version: p.integer().default(1),
    ord: p.bigint('number').autoincrement(),
  },
});
