// Fields of decks that show what is on them, who has them, and who uses them.
import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Runner } from '../../../domain/attempt/runner.ts';
import type { Deck } from '../../../domain/deck/deck.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { RunnerType } from '../runner/runner.type.ts';
import { TaskType } from '../task/task.type.ts';
import { DeckType } from './deck.type.ts';
import { InstrumentType, instrumentOf } from './instrument.type.ts';

/** Instruments, runner, holder. */
@Resolver(() => DeckType)
export class DeckResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() deck: Deck): string {
    return toGlobalId('Deck', deck.id);
  }

  @FieldResolver(() => [InstrumentType], { description: 'What is on it.' })
  instruments(@Root() deck: Deck): readonly InstrumentType[] {
    return deck.instruments.map(instrumentOf);
  }

  @FieldResolver(() => RunnerType, { nullable: true, description: 'The runner that offers it, or offered it last.' })
  runner(@Root() deck: Deck, @Ctx() { loaders }: ApiContext): Promise<Runner | null> | null {
    return deck.runnerId === null ? null : loaders.runner.load(deck.runnerId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether its runner is alive and still offers it.' })
  async online(@Root() deck: Deck, @Ctx() { loaders }: ApiContext): Promise<boolean> {
    const runner = deck.runnerId === null ? null : await loaders.runner.load(deck.runnerId);
    return runner !== null && runner.state !== 'GONE' && runner.decks.includes(deck.name);
  }

  @FieldResolver(() => TaskType, { nullable: true, description: 'The task that has it to itself now; null when it is free, or when the caller may not see the task.' })
  async holder(@Root() deck: Deck, @Ctx() { loaders }: ApiContext): Promise<ListedTask | null> {
    const holder = await loaders.holderOfDeck.load(deck.id);
    return holder === null ? null : loaders.task.load(holder.taskId);
  }
}
