// Messages of `Subscription.metricSeries`.
import { Field, ObjectType } from 'type-graphql';
import type { MetricEntry } from '../../../../domain/metric/metric-entry.ts';
import { MetricEntryType } from '../../metric/metric-entry.type.ts';
import { DeliveryInterface } from './delivery.type.ts';

/** GraphQL `MetricSeriesDelivery`. */
@ObjectType('MetricSeriesDelivery', {
  simpleResolvers: true,
  implements: DeliveryInterface,
  description: 'An entry of a series, or the sign that the past is over. Its cursors are of the same kind as those of output, and fit neither that nor subscriptions of events.',
})
export class MetricSeriesDeliveryType extends DeliveryInterface {
  @Field(() => MetricEntryType, { nullable: true, description: 'The entry; null in the caughtUp message.' })
  readonly entry!: MetricEntry | null;
}
