// Experiments in our own runner: programs that come as a text or from a repository, told which task they are and where the server is, and nobody's key.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandSpec } from '../../src/domain/task/spec.ts';
import { pipRequirements } from '../../src/runner/command/pip-packages.ts';
import { PEER_KEY } from './dispatch-peer.ts';
import { bench, type Bench } from './runner-under-test.ts';
import { waitUntil } from './wait-until.ts';

const SHOW = `import os, sys
print({k: v for k, v in os.environ.items() if k.startswith(('CLEARML', 'TRAINS'))})
print(sys.argv[1:], os.path.basename(__file__))
`;

let b: Bench;
beforeAll(async () => { b = await bench({ runner: { environment: { PATH: process.env['PATH'], HOME: process.env['HOME'], SWITCHYARD_RUNNER_KEY: PEER_KEY, CLEARML_API_SECRET_KEY: 'of the experiments' } } }); });
afterAll(() => b[Symbol.asyncDispose]());

async function run(on: Bench, spec: Partial<CommandSpec>): Promise<{ readonly taskId: string; readonly end: unknown; readonly out: string[]; readonly err: string[]; readonly system: string[] }> {
  const task = on.peer.enqueue({ binary: 'python3', args: [], ...spec });
  await waitUntil('the end', () => on.peer.endOf(task) !== null, 60);
  return { taskId: task.taskId, end: on.peer.endOf(task), out: on.peer.linesOf(task, 'STDOUT'), err: on.peer.linesOf(task, 'STDERR'), system: on.peer.linesOf(task, 'SYSTEM') };
}

const read = (line: string | undefined): unknown => JSON.parse((line ?? '').replaceAll(`'`, '"'));

test('a program that comes as a text is run under its name, knows its task and the server, and has the key of experiments alone', async () => {
  const { taskId, end, out } = await run(b, { diff: SHOW, entryPoint: 'sub/show.py', args: ['a b'], workingDir: '.', env: { SWITCHYARD_CLEARML: '1', CLEARML_WEB_HOST: 'http://web', CLEARML_TASK_ID: 'of another' } });
  expect(end).toEqual({ by: 'EXIT', exitCode: 0 });
  const id = taskId.replaceAll('-', '');
  expect(read(out[0])).toEqual({
    CLEARML_API_HOST: b.peer.url, CLEARML_FILES_HOST: `${b.peer.url}/clearml-files`, CLEARML_WEB_HOST: 'http://web', CLEARML_TASK_ID: id, TRAINS_TASK_ID: id,
    CLEARML_API_ACCESS_KEY: expect.stringContaining('environment-of-the-runner'), CLEARML_API_SECRET_KEY: 'of the experiments',
  });
  expect([out[1], out.join()]).toEqual([`['a b'] show.py`, expect.not.stringContaining(PEER_KEY)]);
});

test('a command that is no experiment is told nothing of the kind', async () => {
  expect(read((await run(b, { diff: SHOW, entryPoint: 'show.py' })).out[0])).toEqual({});
});

const DEAF = `import signal, time
def swallow(*_):
    return signal.SIG_DFL
signal.signal(signal.SIGTERM, swallow)
print('up', flush=True)
try:
    for _ in range(600):
        time.sleep(0.1)
except KeyboardInterrupt:
    print('interrupted', flush=True)
`;

test('an experiment whose library swallows TERM is interrupted within its grace, another program is not', async () => {
  const [experiment, other] = [{ SWITCHYARD_CLEARML: '1' }, {}].map((env) => b.peer.enqueue({ binary: 'python3', args: [], diff: DEAF, entryPoint: 'deaf.py', env, graceSeconds: 1.4 }));
  await waitUntil('both to be up', () => [experiment!, other!].every((task) => b.peer.linesOf(task, 'STDOUT').includes('up')), 30);
  for (const { attemptId } of [experiment!, other!]) b.peer.order(attemptId, 'ABORT');
  await waitUntil('their ends', () => [experiment!, other!].every((task) => b.peer.endOf(task) !== null), 30);
  expect([b.peer.endOf(experiment!), b.peer.linesOf(experiment!, 'STDOUT')]).toEqual([{ by: 'ORDER', verb: 'ABORT', exitCode: 0, signal: null }, ['up', 'interrupted']]);
  expect([b.peer.endOf(other!), b.peer.linesOf(other!, 'STDOUT')]).toEqual([{ by: 'ORDER', verb: 'ABORT', exitCode: null, signal: 'SIGKILL' }, ['up']]);
});

test('a program from a repository has its recorded changes and starts in its directory', async () => {
  const repository = mkdtempSync(path.join(tmpdir(), 'switchyard-experiment-'));
  const git = (...args: string[]): string => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: repository, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: repository } });
  try {
    git('init', '--quiet', '--initial-branch=main');
    execFileSync('mkdir', ['src'], { cwd: repository });
    writeFileSync(path.join(repository, 'src', 'train.py'), 'print("old")\n');
    git('add', '-A');
    git('commit', '--quiet', '-m', 'first');
    writeFileSync(path.join(repository, 'src', 'train.py'), SHOW);
    const diff = git('diff');
    git('checkout', '--quiet', '--', '.');
    const { end, out, taskId } = await run(b, { repository, branch: 'main', commit: git('rev-parse', 'HEAD').trim(), diff, workingDir: 'src', entryPoint: 'train.py', env: { SWITCHYARD_CLEARML: '1' } });
    expect([end, out[0], out[1]]).toEqual([{ by: 'EXIT', exitCode: 0 }, expect.stringContaining(taskId.replaceAll('-', '')), '[] train.py']);
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
});

test.each([['no name', {}], ['a flag for a name', { entryPoint: '-m' }], ['a name outside', { entryPoint: '../x.py' }], ['a path for a name', { entryPoint: '/tmp/x.py' }]])('a program as a text with %s is INVALID and says what to do', async (_, spec) => {
  expect((await run(b, { diff: SHOW, ...spec })).end).toEqual({ by: 'INVALID', message: expect.stringContaining('entryPoint') as string });
});

test('packages are installed where the runner is told to, for the attempt alone, and what cannot be installed is told with the reason', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-package-'));
  await using own = await bench({ runner: { pip: 'venv', environment: { PATH: process.env['PATH'], HOME: folder, PIP_NO_INDEX: '1' } } });
  try {
    execFileSync('python3', ['-c', WHEEL, folder]);
    const program = { diff: 'import tiny_package; print(tiny_package.NAME)\n', entryPoint: 'p.py' };
    const [good, bad, plain] = await Promise.all([
      run(own, { ...program, requirements: { pip: `# from there\n${path.join(folder, 'tiny_package-1.0-py3-none-any.whl')}`, conda: '' } }), run(own, { ...program, requirements: { pip: ['no-such-package-here'] } }), run(own, { ...program, requirements: { pip: '# nothing\n' } }),
    ]);
    expect([good.end, good.out, good.system]).toEqual([{ by: 'EXIT', exitCode: 0 }, ['tiny'], ['installed 1 packages with pip']]);
    expect(bad.end).toEqual({ by: 'INVALID', message: expect.stringContaining('no-such-package-here') as string });
    expect(plain.err.join('\n')).toContain('No module named');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('requirements are read as a text or as lines, without comments', () => {
  const of = (pip: unknown): string => pipRequirements({ kind: 'command', binary: 'python', args: [], env: {}, requirements: { pip: pip as string } });
  expect([of('# Python 3.11\nnumpy == 1.0\n\n'), of(['a', ' b ', '# c']), of(null), of({})]).toEqual(['numpy == 1.0', 'a\nb', '', '']);
});

/** Makes a wheel without any tool: a zip with a module and what says which it is. */
const WHEEL = `
import sys, zipfile
name = 'tiny_package-1.0'
with zipfile.ZipFile(f'{sys.argv[1]}/{name}-py3-none-any.whl', 'w') as z:
    z.writestr('tiny_package.py', "NAME = 'tiny'\\n")
    z.writestr(f'{name}.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: tiny-package\\nVersion: 1.0\\n')
    z.writestr(f'{name}.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    z.writestr(f'{name}.dist-info/RECORD', '')
`;
