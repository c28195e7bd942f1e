// `switchyard runner` as it is built, but it ends or stops at the point that a test has armed, and its clock may be wrong.
import './wrong-clock.ts';
import { environmentForChildren } from '../../../dist/config.js';
import { runRunner } from '../../../dist/runner/run-runner.js';
import { onStopSignals } from '../../../dist/runner/stop-signals.js';
import { openLog } from '../../../dist/server/process-log.js';
import { pointOfEnvironment } from './armed-point.ts';

/** What the test says of the runner, as JSON in its first argument. */
export interface RunnerPlan {
  readonly server: string;
  readonly key: string;
  readonly name: string;
  readonly queues: readonly string[];
  readonly slots: number;
  readonly decks: readonly string[];
  readonly workDir: string;
}

const { decks, ...plan } = JSON.parse(process.argv[2] ?? '') as RunnerPlan;
const onPoint = pointOfEnvironment();
await runRunner({
  ...plan, kind: 'REMOTE', deckFiles: decks, graceSeconds: 1, drainSeconds: 1, exitWhenOrphaned: false, environment: environmentForChildren(), log: openLog({ level: 'info' }),
  ...onStopSignals(), ...(onPoint ? { onPoint } : {}),
});
process.exit(0);
