// The binaries as npm leaves them when no install script may run: links absent, sometimes in a tree nobody may write.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { completeBinaries, platformPackage } from '../../src/server/postgres/platform-binaries.ts';
import { NOBODY } from './owner-child.ts';

const SOURCE = new URL('../../src/server/postgres/platform-binaries.ts', import.meta.url).href;

// A copy of the installed package without its links and its execute bits, as `npm ci --ignore-scripts` may leave it.
function barePackage(): { root: string; spare: string; links: string[] } {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-bin-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  const root = path.join(folder, 'package');
  cpSync(platformPackage(), root, { recursive: true, verbatimSymlinks: true });
  const list = JSON.parse(readFileSync(path.join(root, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  const links = list.map(({ target }) => path.join(root, target));
  for (const link of links) rmSync(link, { force: true });
  mkdirSync(path.join(folder, 'work'));
  chmodSync(path.join(folder, 'work'), 0o777);
  return { root, spare: path.join(folder, 'work', 'libraries'), links };
}

function packageOfManyLinks(count: number): { root: string; links: string[] } {
  const root = mkdtempSync(path.join(tmpdir(), 'switchyard-bin-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(path.join(root, 'native', 'bin'), { recursive: true });
  for (const program of ['postgres', 'initdb']) writeFileSync(path.join(root, 'native', 'bin', program), '', { mode: 0o755 });
  const list = Array.from({ length: count }, (_, n) => ({ source: 'native/bin/initdb', target: `native/lib${n}.so` }));
  writeFileSync(path.join(root, 'native', 'pg-symlinks.json'), JSON.stringify(list));
  return { root, links: list.map(({ target }) => path.join(root, target)) };
}

function completeInProcess(root: string, spare: string): { script: string[] } {
  const code = `import { completeBinaries } from '${SOURCE}'; console.log(JSON.stringify(completeBinaries(${JSON.stringify(root)}, ${JSON.stringify(spare)})));`;
  return { script: ['--input-type=module', '-e', code] };
}

test('missing links and execute bits are made, and the server then runs', () => {
  const { root, spare, links } = barePackage();
  chmodSync(path.join(root, 'native', 'bin', 'postgres'), 0o644);
  const binaries = completeBinaries(root, spare);
  expect(links.filter((link) => !lstatSync(link).isSymbolicLink() || !existsSync(link))).toEqual([]);
  expect(binaries.libraries).toBeNull();
  expect(statSync(binaries.postgres).mode & 0o111).toBe(0o111);
  expect(execFileSync(binaries.postgres, ['--version'], { encoding: 'utf8' })).toContain('PostgreSQL');
});

test('processes that complete one package at once all succeed', async () => {
  const { root, links } = packageOfManyLinks(3000); // so many that all of them are at it together
  const run = promisify(execFile);
  const { script } = completeInProcess(root, path.join(root, 'spare'));
  const done = await Promise.all(Array.from({ length: 4 }, () => run(process.execPath, script)));
  expect(done.map(({ stdout }) => (JSON.parse(stdout) as { libraries: unknown }).libraries)).toEqual(Array(4).fill(null));
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

test.runIf(process.getuid?.() === 0)('in a tree it may not write the links are made in a folder of its own, and the server runs with it', () => {
  const { root, spare, links } = barePackage();
  const { script } = completeInProcess(root, spare);
  for (let round = 1; round <= 2; round++) {
    const told = execFileSync(process.execPath, script, { encoding: 'utf8', cwd: '/', ...NOBODY });
    const binaries = JSON.parse(told) as { postgres: string; libraries: string };
    expect(binaries.libraries).toBe(spare);
    const bare = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8' });
    expect(bare.stderr).toContain('cannot open shared object file');
    const env = { LD_LIBRARY_PATH: binaries.libraries };
    expect(execFileSync(binaries.postgres, ['--version'], { encoding: 'utf8', env, cwd: '/', ...NOBODY })).toContain('PostgreSQL');
  }
  expect(links.filter((link) => existsSync(link))).toEqual([]);
});

test.runIf(process.getuid?.() === 0)('in a complete tree it may not write nothing is made', () => {
  const { root, spare } = barePackage();
  completeBinaries(root, spare);
  const told = execFileSync(process.execPath, completeInProcess(root, spare).script, { encoding: 'utf8', cwd: '/', ...NOBODY });
  expect((JSON.parse(told) as { libraries: unknown }).libraries).toBeNull();
  expect(readdirSync(path.dirname(spare))).toEqual([]);
});

test('a package that lacks a program is told of with the way out', () => {
  const { root, spare } = barePackage();
  unlinkSync(path.join(root, 'native', 'bin', 'initdb'));
  expect(() => completeBinaries(root, spare)).toThrow(/npm ci.*DATABASE_URL/);
});
