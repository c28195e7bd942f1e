// The house check finds each kind of breach and lets a clean tree pass.
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Ended, ROOT, makeTree, runScript } from './tree.ts';

const CLEAN = {
  'src/main.ts': `import { serve } from './server/serve.ts';\nimport { port } from './config.ts';\nserve(port);\n`,
  'src/config.ts': `export const port = process.env['PORT'];\n`,
  'src/server/serve.ts': `import { done } from '../engine/task.service.ts';\nimport fs from 'node:fs';\nexport const serve = (port?: string) => [port, done, fs];\n`,
  'src/engine/task.service.ts': `import { isDone } from '../domain/task/task.ts';\nexport const done = isDone;\n`,
  'src/domain/task/task.ts': `// import '../../engine/task.service.ts'\nexport const text = "import x from 'pg'";\nexport const isDone = true;\n`,
};

async function check(files: Record<string, string>): Promise<Ended> {
  const root = makeTree({ ...CLEAN, ...files });
  return runScript(path.join(ROOT, 'scripts', 'check-house.mjs'), [root], { cwd: ROOT });
}

async function expectBroken(files: Record<string, string>, message: RegExp): Promise<void> {
  const { code, output } = await check(files);
  expect(output).toMatch(message);
  expect(output).toContain('1 rule of the house broken');
  expect(code).toBe(1);
}

test('a clean tree passes, and its facts are printed', async () => {
  const { code, output } = await check({});
  expect(output).toMatch(/src: 5 files, \d+ lines/);
  expect(output).not.toContain('broken');
  expect(code).toBe(0);
});

test('an import through a wall is named with its line and the rooms that are allowed', () =>
  expectBroken(
    { 'src/store/task.store.ts': `// stored\nimport { done } from '../engine/task.service.ts';\nexport const stored = done;\n` },
    /store\/task\.store\.ts:2: store must not import engine .* may import only domain/,
  ));

test('a type-only import draws no arrow, in any of its three spellings', async () => {
  const { code, output } = await check({
    'src/store/a.ts': `import type { done } from '../engine/task.service.ts';\nexport type A = typeof done;\n`,
    'src/store/b.ts': `import { type done } from '../engine/task.service.ts';\nexport type B = typeof done;\n`,
    'src/store/c.ts': `export type { done } from '../engine/task.service.ts';\n`,
  });
  expect(output).not.toContain('broken');
  expect(code).toBe(0);
});

test('a re-export and a dynamic import draw arrows like an import', async () => {
  await expectBroken({ 'src/store/a.ts': `export { done } from '../engine/task.service.ts';\n` }, /a\.ts:1: store must not import engine/);
  await expectBroken({ 'src/store/b.ts': `export const b = () => import('../engine/task.service.ts');\n` }, /b\.ts:1: store must not import engine/);
});

test('only loaders of the GraphQL room reach the store', async () => {
  const store = { 'src/store/rows.ts': 'export const rows = 1;\n' };
  const code = `import { rows } from '../../../store/rows.ts';\nexport const x = rows;\n`;
  expect((await check({ ...store, 'src/api/graphql/task/task.loader.ts': code })).code).toBe(0);
  await expectBroken({ ...store, 'src/api/graphql/task/task.resolver.ts': code }, /api\/graphql must not import store/);
});

test('one dialect cannot import another', () =>
  expectBroken(
    { 'src/api/rest/ewms/a.ts': 'export const a = 1;\n', 'src/api/rest/ikomia/b.ts': `import { a } from '../ewms/a.ts';\nexport const b = a;\n` },
    /api\/rest\/ikomia must not import api\/rest\/ewms/,
  ));

test('domain imports no package and no part of Node', async () => {
  await expectBroken({ 'src/domain/a.ts': `import pg from 'pg';\nexport const a = pg;\n` }, /domain must not import pg/);
  await expectBroken({ 'src/domain/a.ts': `import { randomUUID } from 'node:crypto';\nexport const a = randomUUID;\n` }, /domain must not import node:crypto/);
});

test('the environment is read in config.ts alone, however it is written', async () => {
  await expectBroken({ 'src/server/a.ts': 'export const a = process.env.HOME;\n' }, /server\/a\.ts:1: only src\/config\.ts reads process\.env/);
  await expectBroken({ 'src/server/a.ts': `export const a = process['env'];\n` }, /only src\/config\.ts reads process\.env/);
  await expectBroken({ 'src/server/a.ts': `import { env } from 'node:process';\nexport const a = env;\n` }, /only src\/config\.ts reads process\.env/);
});

test('a room without a row in the table of walls is refused', () =>
  expectBroken({ 'src/attic/box.ts': 'export const box = 1;\n' }, /attic\/box\.ts: stands in no known room/));

test('a runtime import cycle is shown as the way around it', () =>
  expectBroken(
    {
      'src/engine/a.ts': `import { b } from './b.ts';\nexport const a = () => b;\n`,
      'src/engine/b.ts': `import { c } from './c.ts';\nexport const b = () => c;\n`,
      'src/engine/c.ts': `import { a } from './a.ts';\nexport const c = () => a;\n`,
    },
    /cycle of 3: engine\/a\.ts -> engine\/b\.ts -> engine\/c\.ts -> engine\/a\.ts/,
  ));

test('two files of one name are refused', () =>
  expectBroken({ 'src/engine/task.ts': 'export const task = 1;\n' }, /task\.ts exists 2 times \(domain\/task\/task\.ts, engine\/task\.ts\)/));

test.each(['utils', 'helpers', 'common', 'types', 'index', 'base', 'manager', 'queue-manager', 'utils.service'])('the name %s.ts says nothing and is refused', (name) =>
  expectBroken({ [`src/engine/${name}.ts`]: 'export const x = 1;\n' }, /the name says nothing/));

test('a role after the noun is no empty name', async () => {
  expect((await check({ 'src/api/graphql/task/task.type.ts': 'export const x = 1;\n' })).code).toBe(0);
});

test('350 lines are allowed in a file, 351 are not', async () => {
  expect((await check({ 'src/engine/long.ts': '// line\n'.repeat(350) })).code).toBe(0);
  await expectBroken({ 'src/engine/long.ts': '// line\n'.repeat(351) }, /engine\/long\.ts: 351 lines, at most 350/);
});

test('80 lines are allowed in a function, 81 are not', async () => {
  const long = (lines: number): string => `export function long() {\n${'  void 0;\n'.repeat(lines - 2)}}\n`;
  expect((await check({ 'src/engine/long.ts': long(80) })).code).toBe(0);
  await expectBroken({ 'src/engine/long.ts': long(81) }, /engine\/long\.ts:1: a function of 81 lines, at most 80/);
});

test('20 files are allowed in a folder, 21 are not', async () => {
  const files = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`src/engine/wide/file${n}.ts`, `export const f${n} = ${n};\n`]));
  expect((await check(files(20))).code).toBe(0);
  await expectBroken(files(21), /engine\/wide\/: 21 files, at most 20/);
});

test('a file that cannot be parsed fails the check with its name', async () => {
  const { code, output } = await check({ 'src/engine/broken.ts': 'export const = ;\n' });
  expect(output).toContain('engine/broken.ts cannot be parsed');
  expect(code).not.toBe(0);
});
