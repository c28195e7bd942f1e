// What the schema takes from this folder.
import type { PubSub } from 'type-graphql';
import { EventsLiveResolver } from './delivery/events-live.resolver.ts';
import { MetricSeriesLiveResolver } from './delivery/metric-series-live.resolver.ts';
import { PhaseChangesLiveResolver } from './delivery/phase-changes-live.resolver.ts';
import { QueueChangesLiveResolver } from './delivery/queue-changes-live.resolver.ts';
import { RunnerStatusLiveResolver } from './delivery/runner-status-live.resolver.ts';
import { StepChangesLiveResolver } from './delivery/step-changes-live.resolver.ts';
import { TaskLogLiveResolver } from './delivery/task-log-live.resolver.ts';

/** Resolver classes of all subscriptions. */
export const LIVE_RESOLVERS = [EventsLiveResolver, RunnerStatusLiveResolver, PhaseChangesLiveResolver, StepChangesLiveResolver, QueueChangesLiveResolver, TaskLogLiveResolver, MetricSeriesLiveResolver] as const;

/** type-graphql demands a PubSub even when every subscription brings a source of its own; nothing may use this one. */
export const NO_TOPICS: PubSub = { publish: noTopics, subscribe: noTopics };

function noTopics(): never {
  throw new Error('subscriptions here have no topics: give the field a `subscribe` function that returns a feed');
}
