// A runner with graphs as a process of its own, for being killed: `node graph-runner.fixture.ts <server> <work directory>`.
import { onStopSignals } from '../../src/runner/stop-signals.ts';
import { runRunner } from '../../src/runner/run-runner.ts';
import { logInto, optionsFor } from '../runner/runner-under-test.ts';
import { TRIAL_GRAPHS } from './graph-trial.ts';

const [url = '', workDir = ''] = process.argv.slice(2);
const lines: string[] = [];
lines.push = (...texts) => (console.log(texts.join('\n')), 0);
console.log(`ended: ${await runRunner({ ...optionsFor({ url }, workDir), graph: TRIAL_GRAPHS, log: logInto(lines), ...onStopSignals() })}`);
