// Process B of the trial: a replica of its own with subscribers of every sort, none of which writes. Started by fork.
import { openEventRoom } from '../../src/events/event-room.ts';
import { PlainDatabase } from './plain-database.ts';
import { entityId, seeded } from './trial-message.ts';
import { receive, send, silentLog } from './trial-process.ts';
import { TRIAL_STRATEGIES } from './trial-strategy.ts';
import { finalVersions, Watcher } from './trial-watcher.ts';

const settings = await receive('settings');
const random = seeded(settings.seed);
const db = new PlainDatabase(settings.url, 6);
// A ring far smaller than the log, so that late and slow ones must scan, and some hand-overs come from memory.
const room = await openEventRoom({ url: settings.url, db, log: silentLog, strategy: TRIAL_STRATEGIES[settings.strategy], ringCapacity: 300 });

const watchers: { readonly watcher: Watcher; readonly only?: string; run: Promise<void> }[] = [];
for (const name of ['steady 1', 'steady 2']) start(name, (one) => one.steady());
for (const name of ['flaky 1', 'flaky 2', 'flaky 3']) start(name, (one) => one.flaky(random));
for (const name of ['grouped 1', 'grouped 2']) start(name, (one) => one.grouped(random));
start('one entity', (one) => one.flaky(random), entityId(7));
for (const part of [0.25, 0.5, 0.75]) {
  start(`late at ${part}`, async (one) => {
    await room.hub.reached(Math.floor(settings.events * part), AbortSignal.timeout(60_000));
    await one.steady();
  });
}

send({ type: 'ready' });
const { lastSeq } = await receive('end');
await Promise.all(watchers.map((one) => one.watcher.finish(lastSeq)));
await Promise.all(watchers.map((one) => one.run));
const final = await finalVersions(db);
send({
  type: 'verdicts',
  verdicts: watchers.map(({ watcher, only }) => watcher.witness.verdict(only ? new Map([[only, final.get(only)!]]) : final)),
});
await room.close();
await db.close();
process.disconnect?.();

function start(name: string, run: (watcher: Watcher) => Promise<void>, only?: string): void {
  const watcher = new Watcher(room, { name, filter: only ? { taskId: only } : {} });
  watchers.push({ watcher, ...(only === undefined ? {} : { only }), run: run(watcher) });
}
