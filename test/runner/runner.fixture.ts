// A runner as a process of its own, for being killed: `node runner.fixture.ts <server> <work directory>`.
import { onStopSignals } from '../../src/runner/stop-signals.ts';
import { runRunner } from '../../src/runner/run-runner.ts';
import { logInto, optionsFor } from './runner-under-test.ts';

const [url = '', workDir = ''] = process.argv.slice(2);
const lines: string[] = [];
lines.push = (...texts) => (console.log(texts.join('\n')), 0);
console.log(`ended: ${await runRunner({ ...optionsFor({ url }, workDir), log: logInto(lines), ...onStopSignals() })}`);
