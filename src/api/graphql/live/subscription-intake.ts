// From a subscription operation to its subscriber: the feed it reads, and the group it will share.
import { createSourceEventStream, type ExecutionArgs, type GraphQLError } from 'graphql';
import { type Actor, requireRole } from '../../../domain/access.ts';
import type { ExecutionGate } from './execution-gate.ts';
import type { EventSource } from './feed/event.feed.ts';
import { isFeed, type LiveFeed } from './feed/live-feed.ts';
import type { GroupRegister } from './group-register.ts';
import { graphqlErrorOf } from './live-error.ts';
import type { LiveLimits } from './live-limits.ts';
import { LiveSubscriber } from './live-subscriber.ts';
import type { RecentPayloads } from './recent-payloads.ts';
import { groupKey, type SharedOperation } from './shared-operation.ts';
import { type RenderTools, sharedRenderer } from './shared-renderer.ts';

/** Figures of subscriptions; `subscribers` is of now. */
export interface SubscriptionCounters {
  subscribers: number;
  deliveries: number;
  lagged: number;
}

/** What subscriptions work with. */
export interface SubscriptionParts {
  readonly tools: RenderTools;
  readonly groups: GroupRegister;
  /** Before executions for subscribers that catch up. */
  readonly gate: ExecutionGate;
  readonly recent: RecentPayloads;
  readonly source: EventSource;
  readonly limits: LiveLimits;
  readonly scopeOf: (actor: Actor) => string;
  readonly counters: SubscriptionCounters;
}

/** A subscription as it was asked for. */
export interface AskedSubscription extends Pick<LiveSubscriber, 'id'> {
  readonly shared: SharedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly actor: Actor;
  readonly outlet: ConstructorParameters<typeof LiveSubscriber>[0]['outlet'];
}

/** Makes subscribers of a subscription whose field answered with a feed; or why it cannot be subscribed to. */
export async function takeSubscription(parts: SubscriptionParts, args: ExecutionArgs, asked: AskedSubscription): Promise<(() => LiveSubscriber) | readonly GraphQLError[]> {
  const feed = await openSource(parts, args, asked).catch((error: unknown) => ({ errors: [graphqlErrorOf(error)] }));
  if ('errors' in feed) return (feed.errors ?? []).map(graphqlErrorOf);
  if (!isFeed(feed)) throw new Error('a subscription field must return a feed');
  return () => newSubscriber(parts, feed, asked);
}

async function openSource({ source }: SubscriptionParts, args: ExecutionArgs, { actor }: AskedSubscription): ReturnType<typeof createSourceEventStream> {
  // Here for all fields: one that forgot to ask would show the work of everybody to the key of a runner.
  requireRole(actor, 'viewer');
  // The root value hands the event room to `subscribe` functions; executions of events have their own root values.
  return await createSourceEventStream({ ...args, rootValue: source });
}

function newSubscriber(parts: SubscriptionParts, feed: LiveFeed<unknown>, asked: AskedSubscription): LiveSubscriber {
  const { counters, gate, groups, limits, recent, tools, scopeOf } = parts;
  const { id, outlet, shared, variables, actor } = asked;
  const begin = sharedRenderer(shared, variables, { actor, tools });
  const terms = { key: groupKey(shared, variables, scopeOf(actor)), feed, work: { begin, maxBacklog: limits.maxGroupBacklog } };
  counters.subscribers += 1;
  return new LiveSubscriber({
    id,
    outlet,
    feed,
    begin: recent.sharing(gate.behind(begin), { key: terms.key, identityOf: (root) => feed.identityOf?.(root) ?? null }),
    limits,
    join: (member) => groups.join(member, terms),
    onDelivered: (messages) => { counters.deliveries += messages; },
    onLagged: () => { counters.lagged += 1; },
    onEnd: () => { counters.subscribers -= 1; },
  });
}
