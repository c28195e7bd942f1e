// From a subscription operation to its subscriber: the feed it reads, and the group it will share.
import { createSourceEventStream, type ExecutionArgs, type GraphQLError } from 'graphql';
import { requireRole } from '../../../domain/access.ts';
import { isFeed } from './feed/live-feed.ts';
import type { Admission } from './live-admission.ts';
import { graphqlErrorOf } from './live-error.ts';
import type { LiveSubscriber } from './live-subscriber.ts';
import { groupKey, type SharedOperation } from './shared-operation.ts';
import { type RenderTools, sharedRenderer } from './shared-renderer.ts';
import { openSubscriber, type SubscriberGround, type SubscriberPlan } from './subscriber-opening.ts';

/** What subscriptions work with. */
export interface SubscriptionParts extends SubscriberGround {
  readonly tools: RenderTools;
}

/** A subscription as it was asked for. */
export interface AskedSubscription extends Pick<SubscriberPlan, 'form' | 'outlet'> {
  readonly shared: SharedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly admission: Admission;
}

/** Makes subscribers of a subscription whose field answered with a feed; or why it cannot be subscribed to. */
export async function takeSubscription(parts: SubscriptionParts, args: ExecutionArgs, asked: AskedSubscription): Promise<(() => LiveSubscriber) | readonly GraphQLError[]> {
  const feed = await openSource(parts, args, asked).catch((error: unknown) => ({ errors: [graphqlErrorOf(error)] }));
  if ('errors' in feed) return (feed.errors ?? []).map(graphqlErrorOf);
  if (!isFeed(feed)) throw new Error('a subscription field must return a feed');
  const { form, outlet, shared, variables, admission } = asked;
  const { actor } = admission;
  const begin = sharedRenderer(shared, variables, { actor, tools: parts.tools });
  return () => openSubscriber(parts, { form, outlet, feed, begin, admission, groupKey: groupKey(shared, variables, parts.scopeOf(actor)) });
}

async function openSource({ source }: SubscriptionParts, args: ExecutionArgs, { admission }: AskedSubscription): ReturnType<typeof createSourceEventStream> {
  // Here for all fields: one that forgot to ask would show the work of everybody to the key of a runner.
  requireRole(admission.actor, 'viewer');
  // The root value hands the event room to `subscribe` functions; executions of events have their own root values.
  return await createSourceEventStream({ ...args, rootValue: source });
}
