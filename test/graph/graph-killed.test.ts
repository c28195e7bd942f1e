// A runner that is killed while graphs run: none of its processes outlives it, and its work is done by the next.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DispatchPeer } from '../runner/dispatch-peer.ts';
import { waitUntil } from '../runner/wait-until.ts';
import { dictValue, graphSpec, hostsIn, jsonOf, node, nodesOf, resultOf } from './graph-trial.ts';

const FIXTURE = path.join(import.meta.dirname, 'graph-runner.fixture.ts');

test('kill -9 of a runner leaves none of its processes, not even one whose code heeds nothing, and the next runner carries the work out', async () => {
  const workDir = mkdtempSync(path.join(tmpdir(), 'switchyard-graphs-'));
  await using peer = await new DispatchPeer().listen();
  const start = (): ChildProcess => spawn(process.execPath, [FIXTURE, peer.url, workDir], { stdio: ['ignore', 'ignore', 'inherit'] });
  const runners = [start()];
  try {
    const blocked = peer.enqueueGraph(graphSpec([node('wait'), node('block', [[0, 0]])], [dictValue()]));
    const waiting = peer.enqueueGraph(graphSpec([node('wait', [[-1, 0]], { ms: '60000' })], [dictValue()]));
    await waitUntil('both at work', () => nodesOf(peer, blocked).includes('1 RUNNING') && nodesOf(peer, waiting).includes('0 RUNNING'), 30);
    expect(hostsIn(workDir)).toHaveLength(2);
    const [killed] = runners;
    killed!.kill('SIGKILL');
    await waitUntil('the end of its processes', () => hostsIn(workDir).length === 0, 30);
    peer.forgetSessions();
    runners.push(start());
    const again = peer.enqueueGraph(graphSpec([node('wait')], [dictValue({ n: 7 })]), { attemptNo: 2 });
    await waitUntil('the end', () => peer.endOf(again) !== null, 30);
    expect(jsonOf(resultOf(peer, again)[0])).toMatchObject({ after: { n: 7 } });
    expect(peer.endOf(blocked)).toBeNull();
    runners[1]!.kill('SIGTERM');
    await waitUntil('its drain', () => runners[1]!.exitCode === 0, 30);
    expect(hostsIn(workDir)).toEqual([]);
  } finally {
    for (const runner of runners) runner.kill('SIGKILL');
    rmSync(workDir, { recursive: true, force: true });
  }
}, 120_000);
