// What is left of the work when its runner, or the guardian of its runner, is killed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startGuardian } from '../../src/runner/process/guardian.ts';
import { readProcess } from '../../src/runner/process/process-scan.ts';
import { startRunner } from './runner-process.ts';
import { logInto, processesWith } from './runner-under-test.ts';
import { waitUntil } from './wait-until.ts';

const SH = '/bin/sh';

test('a kill -9 of the runner leaves no process of its work after 2 s, also none that left its group or ignores TERM', async () => {
  await using runner = await startRunner();
  const mark = `63.${process.pid}${Date.now() % 1_000_000}`;
  const script = `trap "" TERM; setsid -f sleep ${mark}; (setsid sleep ${mark} & wait) & sleep ${mark} & wait; sleep ${mark}`;
  const tasks = [1, 2, 3].map(() => runner.peer.enqueue({ binary: SH, args: ['-c', script] }));
  await waitUntil('the programs', () => processesWith(mark).length >= 12);
  runner.child.kill('SIGKILL');
  await runner.ended;
  await waitUntil('the end of every process', () => processesWith(mark).length === 0, 2);
  for (const task of tasks) expect(runner.peer.endOf(task)).toBeNull();
  await waitUntil('the end of the guardian', () => processesWith(runner.workDir).length === 0, 2);
});

test('a runner that starts after a kill -9 of runner and guardian together clears what they left', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'switchyard-killed-'));
  const mark = `64.${process.pid}${Date.now() % 1_000_000}`;
  {
    await using runner = await startRunner(dir);
    runner.peer.enqueue({ binary: SH, args: ['-c', `sleep ${mark}`] });
    await waitUntil('the program', () => processesWith(mark).length > 0);
    const guardian = processesWith('guardian-main').find((pid) => parentOf(pid) === runner.child.pid) ?? 0;
    expect(guardian).toBeGreaterThan(0);
    runner.child.kill('SIGSTOP');
    process.kill(guardian, 'SIGKILL');
    runner.child.kill('SIGKILL');
    await runner.ended;
    expect(processesWith(mark).length).toBeGreaterThan(0);
    await using next = await startRunner(dir);
    await waitUntil('the next session', () => next.peer.sessions.length > 0);
    expect(processesWith(mark)).toEqual([]);
    expect(readdirSync(path.join(dir, 'attempts'))).toEqual([]);
  }
});

test('SIGTERM lets a runner process drain and end with 0', async () => {
  await using runner = await startRunner();
  const task = runner.peer.enqueue({ binary: SH, args: ['-c', 'echo up; sleep 0.5; exit 3'] });
  await waitUntil('the start', () => runner.peer.linesOf(task).includes('up'));
  runner.child.kill('SIGTERM');
  expect(await runner.ended).toBe(0);
  expect(runner.out.text).toContain('ended: DRAINED');
  expect(runner.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 3 });
});

test('a guardian that dies is replaced by one that knows all that the first knew', async () => {
  const logged: string[] = [];
  const guardian = await startGuardian(logInto(logged));
  const group = spawn('sleep', ['65.5'], { detached: true, stdio: 'ignore' });
  const gone = new Promise((resolve) => group.once('exit', (_, signal) => resolve(signal)));
  guardian.watch('01890000-0000-7000-8000-000000000001');
  guardian.group('01890000-0000-7000-8000-000000000001', group.pid!);
  const first = guardian.pid!;
  process.kill(first, 'SIGKILL');
  await waitUntil('another guardian', () => guardian.pid !== first);
  expect(group.exitCode ?? group.signalCode).toBeNull();
  await guardian[Symbol.asyncDispose]();
  expect(await gone).toBe('SIGKILL');
  expect(logged.join('\n')).toContain('the guardian of this runner died');
});

test('a guardian ends nothing that was reported gone', async () => {
  const guardian = await startGuardian(logInto([]));
  const group = spawn('sleep', ['65.5'], { detached: true, stdio: 'ignore' });
  const id = '01890000-0000-7000-8000-000000000002';
  guardian.watch(id);
  guardian.group(id, group.pid!);
  guardian.forget(id);
  await guardian[Symbol.asyncDispose]();
  expect(group.exitCode ?? group.signalCode).toBeNull();
  group.kill('SIGKILL');
});

function parentOf(pid: number): number | undefined {
  return readProcess(pid)?.parent;
}
