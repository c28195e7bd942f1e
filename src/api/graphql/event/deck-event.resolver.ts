// The deck that an event concerns, as it is now.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Runner } from '../../../domain/attempt/runner.ts';
import type { Deck } from '../../../domain/deck/deck.ts';
import type { ApiContext } from '../context.ts';
import { DeckType } from '../deck/deck.type.ts';
import { RunnerType } from '../runner/runner.type.ts';
import { DeckEventType } from './deck-event.type.ts';
import { textOf } from './event-data.ts';
import type { EventView } from './event-view.ts';

/** Fields of `DeckEvent` that need a read. */
@Resolver(() => DeckEventType)
export class DeckEventResolver {
  @FieldResolver(() => DeckType, { nullable: true, description: 'The deck as it is when this is read, which may be later than the event.' })
  deck(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Deck | null> {
    return loaders.deck.load(logged.subjectId);
  }

  @FieldResolver(() => RunnerType, { nullable: true, description: 'The runner that offers it since the event, as it is when this is read.' })
  runner(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Runner | null> | null {
    const runnerId = textOf(logged.data, 'runnerId');
    return runnerId === null ? null : loaders.runner.load(runnerId);
  }
}
