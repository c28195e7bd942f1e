// The guided tour of the API: every operation of docs/graphql.md is run in its order on a real server, and answers what the page shows.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveClient } from '../live/live-client.ts';
import { type OwnServer, ownServer } from './own-server.ts';

const PAGE = path.join(import.meta.dirname, '..', '..', 'docs', 'graphql.md');

interface Stop {
  readonly heading: string;
  readonly operation: string;
  readonly shown: unknown;
}

/** The operations of the page, each with the answer that stands behind it. */
function stopsOf(page: string): Stop[] {
  return page.split(/^## /m).slice(1).flatMap((section) => {
    const heading = section.slice(0, section.indexOf('\n'));
    return [...section.matchAll(/```graphql\n([^]*?)```\n\n```json\n([^]*?)```/g)].map(([, operation, shown]) => ({ heading, operation: operation!, shown: JSON.parse(shown!) as unknown }));
  });
}

const known = new Map<string, string>();
const filled = (text: string): string => text.replace(/<(\w+)>/g, (name) => known.get(name) ?? name);

/** What the page shows as a matcher: objects and lists by what they show, a new name in angle brackets takes any text and keeps it. */
function expected(shown: unknown, got: unknown): unknown {
  if (typeof shown === 'string') return /^<\w+>$/.test(shown) ? named(shown, got) : shown;
  if (Array.isArray(shown)) return shown.map((each, i) => expected(each, Array.isArray(got) ? got[i] : undefined));
  if (typeof shown !== 'object' || shown === null) return shown;
  return expect.objectContaining(Object.fromEntries(Object.entries(shown).map(([key, value]) => [key, expected(value, (got as Record<string, unknown> | null | undefined)?.[key])])));
}

function named(name: string, got: unknown): unknown {
  if (!known.has(name) && typeof got === 'string') known.set(name, got);
  return known.get(name) ?? expect.any(String);
}

let own: OwnServer;
beforeAll(async () => { own = await ownServer({ SWITCHYARD_RUNNERS: '1' }); });
afterAll(() => own?.close());

async function answerOf({ operation, shown }: Stop): Promise<unknown> {
  const query = filled(operation);
  if (query.startsWith('subscription')) return await messageLike(shown, query);
  const response = await fetch(`${own.server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  return await response.json();
}

/** The first message of a subscription that the page shows; the last that came when none of them is. */
async function messageLike(shown: unknown, query: string): Promise<unknown> {
  const client = await LiveClient.open(`${own.server.url.replace('http', 'ws')}/graphql`);
  client.subscribe('tour', query);
  const found = () => client.of('tour').map(({ payload }) => payload).find((payload) => isShown(shown, payload));
  await client.until(() => found() !== undefined, 'the message that the page shows');
  client.close();
  return found();
}

function isShown(shown: unknown, got: unknown): boolean {
  const before = new Map(known);
  const matcher = expected(shown, got) as { asymmetricMatch(other: unknown): boolean };
  const is = matcher.asymmetricMatch(got);
  if (!is) {
    known.clear();
    for (const [name, value] of before) known.set(name, value);
  }
  return is;
}

const stops = stopsOf(readFileSync(PAGE, 'utf8'));

test('the page has operations, and each is followed by an answer', () => {
  expect(stops.length).toBeGreaterThan(15);
  expect(readFileSync(PAGE, 'utf8').match(/```graphql/g)).toHaveLength(stops.length);
});

test.each(stops.map((stop, i) => [i + 1, stop.heading, stop] as const))('operation %i of the page, under "%s", answers what the page shows', async (_n, _heading, stop) => {
  const answer = await answerOf(stop);
  expect(answer).toEqual(expected(stop.shown, answer));
  expect(Object.keys(answer as object).includes('errors')).toBe(Object.keys(stop.shown as object).includes('errors'));
});
