// The reports of one session at several servers at the same time: a repeat that overtakes, comes late or comes twice at once leaves no trace.
import { expect, test } from 'vitest';
import type { ReportItem } from '../../src/domain/dispatch/protocol.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { benchDeck, BenchRunner } from '../engine/bench-runner.ts';
import { EngineBench, expectContent, openDatabase } from '../engine/engine-bench.ts';
import { chosenSeed, seededRandom } from '../fault/seeded-random.ts';

const SERVERS = 3;
const ITERATIONS = 40;
/** Reports that each batch is sent in at most, to servers chosen by chance. */
const MOST_COPIES = 4;

test('reports that reach three servers in any order, several times and at once are on record once each, in order', async () => {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  await using bench = await EngineBench.open();
  const others = await Promise.all(Array.from({ length: SERVERS - 1 }, () => openDatabase(bench.url, 4)));
  const engines: Engine[] = [bench.engine, ...others.map((db) => ({ ...bench.engine, db }))];
  const runner = await bench.runner('lab', { decks: [benchDeck()] });
  const servers = engines.map((engine) => new BenchRunner(engine, 'lab', runner.session));
  const taskId = await bench.stepsTask();
  const attempt = await runner.take('bench');

  const items: ReportItem[] = [];
  for (let index = 0; index < ITERATIONS; index++) {
    items.push(
      runner.phaseItem(attempt, { section: 'main', index, state: 'RUNNING', parameters: [{}] }), runner.stepItem(attempt, { index, path: '0', state: 'RUNNING' }), runner.logItem(attempt, [`line ${index}`]),
      runner.stepItem(attempt, { index, path: '0', state: 'SUCCEEDED', output: index }), runner.phaseItem(attempt, { section: 'main', index, state: 'SUCCEEDED', outputs: [{ index }] }),
    );
  }
  let taken = 0;
  let sent = 0;
  while (taken < items.length) {
    const upTo = Math.min(items.length, taken + 1 + Math.floor(random() * 4));
    const copies = Array.from({ length: 1 + Math.floor(random() * MOST_COPIES) }, () => {
      // A repeat may begin with what was taken long ago: the runner has not heard of it.
      const from = Math.max(0, taken - Math.floor(random() * 6));
      return servers[Math.floor(random() * SERVERS)]!.report(items.slice(from, upTo));
    });
    sent += copies.length;
    for (const answer of await Promise.all(copies)) expect(answer, `seed ${seed}`).toEqual({ upTo, stale: [] });
    taken = upTo;
  }
  expect(sent).toBeGreaterThan(items.length / 4);

  const records = await bench.sql<{ text: string }>(`SELECT concat_ws(' ', phase.index, phase.state, try, step.state, step.output) AS text FROM step JOIN phase ON phase.id = phase_id WHERE step.task_id = $1 ORDER BY ord`, [taskId]);
  expect(records.map(({ text }) => text), `seed ${seed}`).toEqual(Array.from({ length: ITERATIONS }, (_, i) => `${i} SUCCEEDED 1 SUCCEEDED ${i}`));
  const lines = await bench.sql<{ message: string }>('SELECT message FROM log_line WHERE task_id = $1 ORDER BY n', [taskId]);
  expect(lines.map(({ message }) => message), `seed ${seed}`).toEqual(Array.from({ length: ITERATIONS }, (_, i) => `line ${i}`));
  const kinds = (await bench.kinds(taskId)).filter((kind) => kind === 'task.step' || kind === 'task.phase');
  expect(kinds, `seed ${seed}`).toHaveLength(ITERATIONS * 4);
  await servers[1]!.report([runner.finishItem(attempt, { by: 'DONE' })]);
  await expectContent(bench);
  for (const db of others) await db.close();
});
