// A log of many events, read from its beginning: through a subscription, and page by page through the query.
import { callApi } from '../../api-client.ts';
import { until } from '../../until.ts';
import { CursorFollower } from './cursor-follower.ts';
import { EventSightings, type SightedDelivery, type Sighting } from './event-sightings.ts';
import { headOf, makeQueue } from './load-calls.ts';
import type { LoadStage } from './load-stage.ts';
import type { Judgement } from '../judge-at.ts';
import { verdictOn } from './load-verdict.ts';

/** What was found. */
export interface HistoryOutcome {
  readonly verdict: Judgement;
  readonly figures: Readonly<Record<string, number>>;
}

/** Runs that are made at the same time while the log is filled up. */
const MAKERS = 4;
/** Tasks of each: the log gets two events for each, and some for the run. */
const RUN_TASKS = 250;
const READ_WITHIN_MS = 180_000;

const CREATE_RUN = 'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id } userErrors { message } } }';
const PAGE = `query ($after: String) { events(after: $after, first: 100) { endCursor hasMore events { cursor kind
  ... on TaskEvent { task { id } } ... on RunEvent { run { id } } ... on QueueEvent { queue { id } }
  ... on RunnerEvent { runner { id } } ... on WorkflowEvent { workflow { id } } ... on ProjectEvent { project { id } } } } }`;
type PageEvent = NonNullable<SightedDelivery['event']> & { readonly cursor: string };

/** Fills the log up to so many events after `start`, then reads it from there in both ways. */
export async function longHistory(stage: LoadStage, start: { cursor: string; seq: number }, events: number): Promise<HistoryOutcome> {
  await fillUp(stage.url, start.seq + events);
  const head = await headOf(stage.url);
  const sightings = new EventSightings();
  const begun = performance.now();
  const follower = new CursorFollower({ url: stage.url, name: 'the subscription', after: start.cursor, sightings, pauseMs: () => 0 });
  try {
    await until('everything was delivered', () => follower.faults.length > 0 || follower.upTo >= head.seq, { withinMs: READ_WITHIN_MS });
    if (follower.faults.length > 0) throw new Error(follower.faults.join('\n'));
    const followed = performance.now();
    const paged = await page(stage.url, start.cursor, sightings);
    const ended = performance.now();
    const sights = [follower.sight, { name: 'the query', after: start.seq, sawUpTo: paged.upTo, events: paged.events }];
    const verdict = await verdictOn(stage.databaseUrl, { clients: sights });
    return { verdict, figures: {
      events: follower.seen.length, 'connections of the subscription': follower.connections, lagged: follower.lagged, 'subscription events/s': follower.seen.length / ((followed - begun) / 1_000),
      'events by pages': paged.events.length, 'query events/s': paged.events.length / ((ended - followed) / 1_000), 'server MB': stage.weight()?.megabytes ?? Number.NaN,
    } };
  } finally {
    follower.close();
  }
}

async function fillUp(url: string, seq: number): Promise<void> {
  const queueId = await makeQueue(url, 'history');
  const definition = { tasks: Array.from({ length: RUN_TASKS }, (_, i) => ({ node: `n${i}`, spec: { command: { binary: 'true' } } })) };
  while ((await headOf(url)).seq < seq) await Promise.all(Array.from({ length: MAKERS }, () => callApi(url, CREATE_RUN, { input: { definition, queueId } })));
}

async function page(url: string, from: string, sightings: EventSightings): Promise<{ events: Sighting[]; upTo: number }> {
  const all: Sighting[] = [];
  let after = from;
  for (;;) {
    const { events } = await callApi<{ events: { endCursor: string; hasMore: boolean; events: readonly PageEvent[] } }>(url, PAGE, { after });
    for (const event of events.events) all.push(sightings.of({ cursor: event.cursor, caughtUp: false, event })!);
    after = events.endCursor;
    if (!events.hasMore) return { events: all, upTo: sightings.seqOf(after) };
  }
}
