// The texts of entries.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MetricEntry } from '../../../domain/metric/metric-entry.ts';
import type { ApiContext } from '../context.ts';
import { MAX_BODY_TEXT } from './metric-body.loader.ts';
import { MetricEntryType } from './metric-entry.type.ts';

/** `MetricEntry.body`. */
@Resolver(() => MetricEntryType)
export class MetricBodyResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: `The plot or the list of numbers, as JSON text; null for numbers and pictures. Texts of more than ${MAX_BODY_TEXT} characters together, of several entries, fail with LIMIT_EXCEEDED: ask for fewer entries a page.`,
  })
  body(@Root() entry: MetricEntry, @Ctx() { loaders }: ApiContext): Promise<string | null> | null {
    return entry.kind === 'PLOT' || entry.kind === 'VECTOR' ? loaders.bodyOfEntry.load(entry) : null;
  }
}
