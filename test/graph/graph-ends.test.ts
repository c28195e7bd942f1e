// Ends of graphs before their time: limits, orders, crashes, and what is left of them.
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import { ComputeTurns } from '../../src/runner/graph/host/compute-turns.ts';
import { bench, type Bench, type BenchOptions } from '../runner/runner-under-test.ts';
import { waitUntil } from '../runner/wait-until.ts';
import { dictValue, graphSpec, hostsIn, imageValue, jsonOf, node, nodesOf, resultOf, TRIAL_GRAPHS } from './graph-trial.ts';

const withGraphs = (options: BenchOptions = {}): Promise<Bench> => bench({ ...options, runner: { graph: TRIAL_GRAPHS, slots: 2, ...options.runner } });
const limits = { timeoutSeconds: 30, memoryMib: 1_024 };

async function ended(b: Bench, claimed: ClaimedAttempt): Promise<unknown> {
  await waitUntil('the end', () => b.peer.endOf(claimed) !== null);
  return b.peer.endOf(claimed);
}

/** The process that carried out a run, by its own word. */
async function hostOf(b: Bench): Promise<number> {
  const task = b.peer.enqueueGraph(graphSpec([node('both')], [imageValue(PIXEL)]));
  expect(await ended(b, task)).toEqual({ by: 'DONE' });
  return jsonOf(resultOf(b.peer, task)[1]).pid as number;
}

const PIXEL = Buffer.from('R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=', 'base64');
test('a run that takes longer than it may is ended with its process, also in code that heeds no signal, and the next one works', async () => {
  await using b = await withGraphs({ runner: { slots: 1 } });
  const pid = await hostOf(b);
  const polite = b.peer.enqueueGraph(graphSpec([node('wait', [[-1, 0]], { ms: '60000' })], [dictValue()], { limits: { ...limits, timeoutSeconds: 0.3 } }));
  expect(await ended(b, polite)).toEqual({ by: 'TIMEOUT', exitCode: null, signal: null });
  expect(await hostOf(b)).toBe(pid);
  const blocked = b.peer.enqueueGraph(graphSpec([node('block')], [dictValue()], { limits: { ...limits, timeoutSeconds: 0.3 } }));
  expect(await ended(b, blocked)).toMatchObject({ by: 'TIMEOUT' });
  expect(nodesOf(b.peer, blocked)).toEqual(['0 RUNNING', '(0 RUNNING)']);
  expect(await hostOf(b)).not.toBe(pid);
});

test('a run that takes more memory than it may fails with the limit in its message', async () => {
  await using b = await withGraphs({ runner: { slots: 1 } });
  const task = b.peer.enqueueGraph(graphSpec([node('hog', [[-1, 0]], { mib: '4000' })], [dictValue()], { limits: { ...limits, memoryMib: 128 } }));
  expect(await ended(b, task)).toMatchObject({ by: 'FAILED', message: expect.stringMatching(/more memory than the 128 MiB/) as string });
  const large = { type: 'image', body: { file: 'x', sha256: '', size: 200 * 2 ** 20 } } as const;
  const refused = b.peer.enqueueGraph(graphSpec([node('size')], [large], { limits: { ...limits, memoryMib: 128 } }));
  expect(await ended(b, refused)).toMatchObject({ by: 'FAILED', message: expect.stringMatching(/^the inputs have 209715200 bytes/) as string });
  await hostOf(b);
});

test('a process that breaks ends its run alone as crashed, and the next run gets a new one', async () => {
  await using b = await withGraphs();
  const long = b.peer.enqueueGraph(graphSpec([node('wait', [[-1, 0]], { ms: '400' })], [dictValue()]));
  const task = b.peer.enqueueGraph(graphSpec([node('wait'), node('crash', [[0, 0]])], [dictValue()]));
  expect(await ended(b, task)).toEqual({ by: 'CRASHED', message: 'the process that carried out the graph ended (signal SIGSEGV) at node 1 (crash); the next run gets a new one' });
  expect(nodesOf(b.peer, task)).toEqual(expect.arrayContaining(['0 SUCCEEDED', '1 STOPPED']));
  expect(await ended(b, long)).toEqual({ by: 'DONE' });
  await hostOf(b);
});

test('each run takes a turn and leaves it, however it ends', async () => {
  const take = vi.spyOn(ComputeTurns.prototype, 'take');
  await using b = await withGraphs();
  const ends = [];
  for (const nodes of [[node('both')], [node('crash')], [node('fail')]]) ends.push(await ended(b, b.peer.enqueueGraph(graphSpec(nodes, [nodes[0]!.name === 'both' ? imageValue(PIXEL) : dictValue()]))));
  expect(ends).toEqual([{ by: 'DONE' }, expect.objectContaining({ by: 'CRASHED' }), expect.objectContaining({ by: 'FAILED' })]);
  expect(take).toHaveBeenCalledTimes(3);
  const [turns] = take.mock.contexts as readonly ComputeTurns[];
  expect(turns!.taken).toBe(0);
  take.mockRestore();
});

test('orders, losses and a drain end runs at once', async () => {
  await using b = await withGraphs({ runner: { slots: 4, drainSeconds: 0.2 } });
  const start = (ms: number): ClaimedAttempt => b.peer.enqueueGraph(graphSpec([node('wait', [[-1, 0]], { ms: String(ms) })], [dictValue()]));
  const [killed, lost, handed] = [start(60_000), start(60_000), start(60_000)];
  await waitUntil('all at work', () => [killed, lost, handed].every((task) => nodesOf(b.peer, task!).length > 0));
  b.peer.order(killed!.attemptId, 'KILL');
  expect(await ended(b, killed!)).toEqual({ by: 'ORDER', verb: 'KILL', exitCode: null, signal: null });
  b.peer.lose(lost!.attemptId);
  const next = start(1);
  expect(await ended(b, next)).toEqual({ by: 'DONE' });
  expect(hostsIn(b.workDir).length).toBeGreaterThan(0);
  b.drain();
  expect(await b.ended).toBe('DRAINED');
  expect(b.peer.endOf(handed!)).toMatchObject({ by: 'HANDED_BACK' });
  expect(b.peer.endOf(lost!)).toBeNull();
  expect(nodesOf(b.peer, handed!)).toEqual(['0 RUNNING', '(0 RUNNING)']);
  expect(hostsIn(b.workDir)).toEqual([]);
});

test('a hundred runs in one process leave its memory as it was', async () => {
  await using b = await withGraphs({ runner: { slots: 1 } });
  const picture = imageValue(await sharp({ create: { width: 300, height: 300, channels: 3, background: 'teal' } }).jpeg().toBuffer());
  const run = (): ClaimedAttempt => b.peer.enqueueGraph(graphSpec([node('invert'), node('invert', [[0, 0]]), node('both', [[1, 0]])], [picture]));
  const rss = async (): Promise<number> => {
    const pid = await hostOf(b);
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))![1]) / 1_024;
  };
  const pids = new Set([await hostOf(b)]);
  const early = Array.from({ length: 30 }, run);
  for (const task of early) expect(await ended(b, task)).toEqual({ by: 'DONE' });
  const before = await rss();
  const late = Array.from({ length: 70 }, run);
  for (const task of late) expect(await ended(b, task)).toEqual({ by: 'DONE' });
  for (const task of late) pids.add(jsonOf(resultOf(b.peer, task)[1]).pid as number);
  expect(pids.size).toBe(1);
  expect((await rss()) - before, 'MiB').toBeLessThan(48);
  const order = b.peer.facts.flatMap((fact) => (fact.type === 'finish' ? [fact.attemptId] : [])).filter((id) => [...early, ...late].some((task) => task.attemptId === id));
  expect(order).toEqual([...early, ...late].map((task) => task.attemptId));
});
