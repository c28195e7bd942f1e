// Queries for decks.
import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { requireRole } from '../../../domain/access.ts';
import { DECK_NAME, type Deck } from '../../../domain/deck/deck.ts';
import { listDecks } from '../../../engine/read/lists.read.ts';
import type { ApiContext } from '../context.ts';
import type { Connection } from '../page/connection.type.ts';
import { listConnection } from '../page/list-read.ts';
import { deckFilterOf } from './deck-filter.input.ts';
import { DeckListArgs } from './deck.args.ts';
import { DeckConnection, DeckType } from './deck.type.ts';

/** `deck` and `decks`. */
@Resolver()
export class DeckQueryResolver {
  @Query(() => DeckType, { nullable: true, description: 'A deck by its name; null when no runner ever offered one of that name. Needs the role viewer.' })
  deck(@Arg('name', () => String, { description: 'Its name.' }) name: string, @Ctx() ctx: ApiContext): Promise<Deck | null> | null {
    requireRole(ctx.actor, 'viewer');
    return DECK_NAME.test(name) ? ctx.loaders.deckByName.load(name) : null;
  }

  @Query(() => DeckConnection, { description: 'Decks, newest first unless ordered otherwise. Needs the role viewer.' })
  async decks(@Args(() => DeckListArgs) args: DeckListArgs, @Ctx() ctx: ApiContext): Promise<Connection<Deck>> {
    return listConnection(ctx, listDecks, { filter: deckFilterOf(args.filter), args, loader: ctx.loaders.deck });
  }
}
