// Subscribers as a live room makes them: counted, within the places of their key, in the group of their equals.
import { GraphQLError } from 'graphql';
import type { Actor } from '../../../domain/access.ts';
import { type Admission, countedUnder } from './live-admission.ts';
import type { ExecutionGate } from './execution-gate.ts';
import type { EventSource } from './feed/event.feed.ts';
import type { GroupRegister } from './group-register.ts';
import type { KeyPlaces } from './key-places.ts';
import type { LiveLimits } from './live-limits.ts';
import { LiveSubscriber, type SubscriberParts } from './live-subscriber.ts';
import type { RecentPayloads } from './recent-payloads.ts';

/** Figures of subscriptions; `subscribers` is of now. */
export interface SubscriptionCounters {
  subscribers: number;
  deliveries: number;
  lagged: number;
}

/** What subscribers stand on. */
export interface SubscriberGround {
  readonly groups: GroupRegister;
  /** Before executions for subscribers that catch up. */
  readonly gate: ExecutionGate;
  readonly recent: RecentPayloads;
  readonly source: EventSource;
  readonly limits: LiveLimits;
  readonly scopeOf: (actor: Actor) => string;
  readonly counters: SubscriptionCounters;
  /** Subscriptions of each key. */
  readonly subscriptions: KeyPlaces;
}

/** One subscription to be opened. */
export interface SubscriberPlan extends Pick<SubscriberParts, 'form' | 'outlet' | 'feed' | 'begin'> {
  readonly admission: Admission;
  /** Subscribers with equal keys share their executions: whatever changes a payload, the scope included, must be in it. */
  readonly groupKey: string;
}

/** Makes a subscriber that has not started yet; one that has no place ends with LIMIT_EXCEEDED instead of starting. */
export function openSubscriber(ground: SubscriberGround, plan: SubscriberPlan): LiveSubscriber {
  const { counters, gate, groups, limits, recent, subscriptions } = ground;
  const { admission, groupKey, feed, begin, form, outlet } = plan;
  const giveBack = subscriptions.take(countedUnder(admission));
  const terms = { key: groupKey, feed, work: { begin, maxBacklog: limits.maxGroupBacklog } };
  counters.subscribers += 1;
  const sharedTerms = { key: groupKey, identityOf: (root: unknown) => feed.identityOf?.(root) ?? null, isOver: () => subscriber.ended };
  const subscriber: LiveSubscriber = new LiveSubscriber({
    form,
    outlet,
    feed,
    begin: recent.sharing(gate.behind(begin), sharedTerms),
    limits,
    join: (member) => groups.join(member, terms),
    onDelivered: (messages) => { counters.deliveries += messages; },
    onLagged: () => { counters.lagged += 1; },
    onEnd: () => {
      counters.subscribers -= 1;
      giveBack?.();
    },
  });
  if (giveBack === null) subscriber.fail(tooMany(subscriptions.limit));
  return subscriber;
}

function tooMany(limit: number): GraphQLError {
  return new GraphQLError(`this key already has ${limit} subscriptions on this server; complete one of them, or use another key`, { extensions: { code: 'LIMIT_EXCEEDED' } });
}
