// Generated files are written from the program's own words, and a stale, missing or unprintable one fails the check.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Ended, ROOT, makeTree, runScript } from './tree.ts';

const PROGRAM = `if (process.argv[2] === 'schema') process.stdout.write('type Query {\\n  a: Int\\n}\\n'); else process.exit(4);\n`;

function project(files: Record<string, string> = {}): string {
  return makeTree({ 'package.json': '{"type":"module"}', 'dist/main.js': PROGRAM, ...files });
}

const emit = (root: string, ...args: string[]): Promise<Ended> => runScript(path.join(ROOT, 'scripts', 'emit.mjs'), args, { cwd: root });

test('a generated file is written, and then passes the check', async () => {
  const root = project();
  expect(await emit(root, 'schema')).toMatchObject({ code: 0, output: 'wrote schema.graphql\n' });
  expect(readFileSync(path.join(root, 'schema.graphql'), 'utf8')).toBe('type Query {\n  a: Int\n}\n');
  expect(await emit(root, 'schema', '--check')).toMatchObject({ code: 0, output: '' });
});

test('a stale file fails the check with the first line that differs, and is not touched', async () => {
  const root = project({ 'schema.graphql': 'type Query {\n  b: Int\n}\n' });
  expect(await emit(root, 'schema', '--check')).toMatchObject({ code: 1, output: expect.stringContaining('schema.graphql is not what the code says (line 2): run `npm run schema`') });
  expect(readFileSync(path.join(root, 'schema.graphql'), 'utf8')).toContain('b: Int');
});

test('a missing file fails the check', async () => {
  expect(await emit(project(), 'schema', '--check')).toMatchObject({ code: 1, output: expect.stringContaining('schema.graphql is missing') });
});

test('a program that fails to print leaves the old file and says how to look further', async () => {
  const root = project({ 'docs/states.md': 'old\n' });
  expect(await emit(root, 'states')).toMatchObject({ code: 1, output: expect.stringContaining('`switchyard states` ended with 4') });
  expect(readFileSync(path.join(root, 'docs', 'states.md'), 'utf8')).toBe('old\n');
});
