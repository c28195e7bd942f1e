// A runner with graphs as a process of its own, for being killed: `node graph-runner.fixture.ts <server> <work directory> [<key> <name>]`;
// with a key it has the algorithms of this program, otherwise those of tests.
import { onStopSignals } from '../../src/runner/stop-signals.ts';
import { runRunner } from '../../src/runner/run-runner.ts';
import { logInto, optionsFor } from '../runner/runner-under-test.ts';
import { TRIAL_GRAPHS } from './graph-trial.ts';

const [url = '', workDir = '', key, name = 'killed'] = process.argv.slice(2);
const lines: string[] = [];
lines.push = (...texts) => (console.log(texts.join('\n')), 0);
const { builtIn: _, ...graph } = TRIAL_GRAPHS;
const own = key === undefined ? { graph: TRIAL_GRAPHS } : { key, name, queues: ['graph'], graph: { ...graph, pixels: 50_000_000 } };
console.log(`ended: ${await runRunner({ ...optionsFor({ url }, workDir), ...own, log: logInto(lines), ...onStopSignals() })}`);
