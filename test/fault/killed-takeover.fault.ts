// A runner dies, or is frozen beyond its lease, while another is there: its work goes on elsewhere, and what comes late counts for nothing.
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { RUNNER_POINTS } from '../../src/runner/runner-options.ts';
import type { KillableRunner } from './killable-runner.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { armPoint } from './tool/armed-point.ts';
import { FaultGround, SHORT_LEASE } from './tool/fault-ground.ts';
import { percentile, reportFault } from './tool/fault-report.ts';
import { RecordingRelay } from './tool/recording-relay.ts';
import { until } from './until.ts';

const ROUNDS = 3;
/** What is promised with the settings as they come: a lease of 20 s, and a sweep with room for a busy machine. */
const NOTICED_WITHIN_MS = 25_000;
const LATEST_KILL_MS = 1_000;
const GONE = `SELECT 1 FROM event WHERE kind = 'runner.gone' AND data ->> 'name' = $1`;
const HELD = `SELECT task_id AS "taskId" FROM attempt JOIN runner ON runner.id = attempt.runner_id WHERE runner.name = $1 AND attempt.state <> 'ENDED'`;

const ELSEWHERE = `SELECT DISTINCT task_id FROM attempt JOIN runner ON runner.id = attempt.runner_id WHERE task_id = ANY($1) AND runner.name <> $2`;

let ground: FaultGround | null = null;
let relay: RecordingRelay | null = null;
afterEach(async () => {
  await relay?.close();
  await ground?.close();
  ground = null;
  relay = null;
});

test(`with default settings a runner that is killed in the middle of work is noticed within ${NOTICED_WITHIN_MS / 1_000} s, and another one does its work`, async () => {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  ground = await FaultGround.open();
  ground.runner({ slots: 4 });
  const noticed: number[] = [];
  const requeued: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const victim = ground.runner({ name: `victim-${round}`, slots: 4 });
    await giveWork(ground, victim);
    await new Promise((resolve) => setTimeout(resolve, random() * LATEST_KILL_MS)); // the moment of the fault, not a wait for a result
    await victim.kill();
    const since = performance.now();
    const held = (await ground.sql<{ taskId: string }>(HELD, [victim.name])).map(({ taskId }) => taskId);
    expect(held.length, `seed ${seed}`).toBeGreaterThan(0);
    await until('the dead runner is noticed', async () => (await ground!.sql(GONE, [victim.name])).length > 0, { withinMs: 60_000 });
    noticed.push(performance.now() - since);
    await until('its work goes on', async () => (await ground!.sql(ELSEWHERE, [held, victim.name])).length === held.length, { withinMs: 60_000 });
    requeued.push(performance.now() - since);
    await ground.quiet();
  }
  const { violations, effects, text } = await ground.judge();
  console.log(text);
  const figures = { rounds: ROUNDS, 'noticed p50 s': percentile(noticed, 0.5) / 1_000, 'noticed max s': Math.max(...noticed) / 1_000, 'going on elsewhere max s': Math.max(...requeued) / 1_000, 'attempts lost': effects.outcomes['LOST'] ?? 0, violations: violations.length };
  reportFault({ fault: 'kill -9 of a runner beside another, default lease', seed, figures });
  expect(violations, `seed ${seed}`).toEqual([]);
  expect(Math.max(...noticed), `seed ${seed}`).toBeLessThan(NOTICED_WITHIN_MS);
});

test('a runner that is frozen with a result on its tongue until its work is another\'s is refused when it speaks, and ends its own programs', async () => {
  ground = await FaultGround.open(SHORT_LEASE);
  relay = await RecordingRelay.open(ground.server.url);
  const frozen = ground.runner({ server: relay.url, slots: 2 });
  const long = await ground.task({ seconds: 20 });
  await until('the long program runs', () => ground!.effects.hasStarted(long), { withinMs: 30_000 });
  // The first one's report leaves a connection behind: the second is on its way the moment the runner goes on, before it can look at its lease.
  armPoint(ground.runnerPoint, { point: RUNNER_POINTS.beforeReport, passage: 2, signal: 'SIGSTOP' });
  const warm = await ground.task({ seconds: 0.2 });
  const short = await ground.task({ seconds: 0.2 });
  await until('the runner stands still before it tells of the short one', () => frozen.isFrozen, { withinMs: 30_000 });
  expect(await ground.sql('SELECT outcome FROM attempt WHERE task_id = $1', [warm])).toEqual([{ outcome: 'COMPLETED' }]);
  const first = ground.effects.lines().find(({ taskId }) => taskId === long);
  const other = ground.runner({ slots: 2 });
  await until('both are another\'s', () => [long, short].every((taskId) => startsOf(ground!, taskId) === 2), { withinMs: 60_000 });
  expect(processesOf(first!.group).length).toBeGreaterThan(0);
  const thawedAt = performance.now();
  frozen.thaw();
  await until('its late result has been refused', () => relay!.refusedAfter(thawedAt).length > 0, { withinMs: 30_000 });
  await until('its program has been ended', () => processesOf(first!.group).length === 0, { withinMs: 30_000 });
  const endedMs = performance.now() - thawedAt;
  await ground.quiet();
  other.check();
  const outcomes = await ground.sql<{ outcome: string }>('SELECT outcome FROM attempt WHERE task_id = ANY($1) ORDER BY no', [[long, short]]);
  const taken = relay.reports.filter(({ at, answer }) => at > thawedAt && answer !== null).length - relay.refusedAfter(thawedAt).filter(({ answer }) => answer !== null).length;
  const refused = relay.refusedAfter(thawedAt).length;
  const { violations } = await ground.judge();
  reportFault({ fault: 'SIGSTOP of a runner beyond its lease, then SIGCONT', seed: null, figures: { 'late reports refused': refused, 'late reports taken': taken, 'own programs ended after s': endedMs / 1_000, violations: violations.length } });
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['LOST', 'LOST', 'COMPLETED', 'COMPLETED']);
  expect({ taken, violations }).toEqual({ taken: 0, violations: [] });
});

/** Makes tasks until one of them runs on that runner. */
async function giveWork(on: FaultGround, runner: KillableRunner): Promise<void> {
  await until('the runner has work', async () => {
    await on.task({ seconds: 4 });
    return (await on.sql<{ taskId: string }>(HELD, [runner.name])).some(({ taskId }) => on.effects.hasStarted(taskId));
  }, { withinMs: 60_000 });
}

function startsOf(on: FaultGround, taskId: string): number {
  return on.effects.lines().filter((line) => line.taskId === taskId && line.word === 'start').length;
}

/** Living processes of a group; zombies have ended. */
function processesOf(group: number): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(itsGroup) === group && state !== 'Z';
    } catch {
      return false; // it has ended since the listing
    }
  });
}
