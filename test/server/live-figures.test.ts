// The figures of /metrics that tell how subscriptions and the process are.
import { expect, test } from 'vitest';
import { LiveClient } from '../live/live-client.ts';
import { type OwnServer, ownServer, send } from './own-server.ts';

async function figuresOf(own: OwnServer): Promise<Record<string, number>> {
  const { text } = await send(`${own.server.url}/metrics`);
  return Object.fromEntries([...text.matchAll(/^(\w+) (\S+)$/gm)].map(([, name, value]) => [name!, Number(value)]));
}

test('/metrics counts subscriptions, their groups, executions and deliveries, and tells of heap and event loop', async () => {
  const own = await ownServer();
  try {
    expect(await figuresOf(own)).toMatchObject({ subscribers: 0, subscription_groups: 0, subscription_executions_total: 0, subscription_deliveries_total: 0, subscriptions_lagged_total: 0 });
    const client = await LiveClient.open(`${own.server.url.replace('http', 'ws')}/graphql`);
    client.subscribe('1', 'subscription { events { cursor caughtUp } }');
    await client.caughtUp('1');
    const figures = await figuresOf(own);
    expect(figures).toMatchObject({ sockets: 1, subscribers: 1, subscription_groups: 1, subscription_executions_total: 1, subscription_deliveries_total: 1 });
    expect(figures['process_heap_bytes']).toBeGreaterThan(1_000_000);
    expect(figures['event_loop_delay_p99_seconds']).toBeGreaterThanOrEqual(0);
    client.close();
  } finally {
    await own.close();
  }
});
