// Files that cannot be offered as algorithms: the runner refuses to start and says where the fault is and what to do.
import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requireTool } from '../ground/optional-tool.ts';
import { RunnerRefused } from '../../src/runner/runner-refused.ts';
import { functionFile, functionGround, jsonOf, picture, type FunctionGround } from './function-bench.ts';

let ground: FunctionGround;
beforeAll(async () => {
  ground = await functionGround();
});
afterAll(() => ground[Symbol.asyncDispose]());

const port = (more: string): string => `export const f = { inputs: { image: 'IMAGE' }, outputs: { image: 'IMAGE' }, ${more} run: () => null };`;

test.each([
  ['a syntax error in TypeScript', 'a.ts', 'const a: number = 1;\n\nconst b = = 3;', /a\.ts:3: /],
  ['code that throws', 'a.mjs', '\nthrow new Error("no model");', /a\.mjs:2:\d+: no model/],
  ['no algorithm', 'a.mjs', 'export const x = 1;', /a\.mjs: exports no algorithm; write `export const invert/],
  ['a type of input that does not exist', 'a.mjs', port('').replace("'IMAGE'", "'PICTURE'"), /a\.mjs: 0\.inputs\.0\.type: must be one of IMAGE/],
  ['a default beyond its limits', 'a.mjs', port('parameters: { n: { type: "INTEGER", max: 3, default: 4 } },'), /0\.parameters\.0\.default: must be at most 3/],
  ['a parameter without a default', 'a.mjs', port('parameters: { n: { type: "INTEGER" } },'), /0\.parameters\.0\.default: must be a text/],
  ['a process that ends while it loads', 'a.mjs', 'process.exit(3);', /a\.mjs: its process ended while it was loaded: exit code 3/],
  ['a name that is no identifier', 'my file.mjs', port(''), /0\.name: must be letters, digits/],
  ['another ending', 'a.rb', '', /files of algorithms end in \.py, \.ts/],
])('%s is refused with its place', (_what, name, text, message) => expectRefused(functionFile(name, text), message));

const image = 'from switchyard import *\nfrom typing import *\n';
test.each([
  ['a syntax error', 'x = 1\nif x\n  pass', /b\.py:2: SyntaxError/],
  ['code that raises', '\nimport nowhere_to_be_found', /b\.py:2: ModuleNotFoundError: No module named 'nowhere_to_be_found'/],
  ['no function', 'x = 1', /b\.py: it has no public function; write `def invert\(image: Image\) -> Image:`/],
  ['an argument without a type', `${image}def f(image: Image, n=3) -> Image: ...`, /b\.py:3: f: the argument n has no annotation; inputs are Image/],
  ['a parameter without a default', `${image}def f(image: Image, n: int) -> Image: ...`, /b\.py:3: f: the parameter n needs a default, as in `n: int = \.\.\.`/],
  ['an annotation of another type', `${image}def f(image: Image, n: bytes = b"") -> Image: ...`, /f: the argument n has the annotation <class 'bytes'>/],
  ['an annotation that is not there', `${image}def f(image: "Imagine") -> Image: ...`, /f: its annotations cannot be read: name 'Imagine' is not defined/],
  ['no result', `${image}def f(image: Image): ...`, /f: it must say what it returns, as in `-> Image`/],
  ['a result of another type', `${image}def f(image: Image) -> float: ...`, /f: the result <class 'float'> is of no type that can be passed on/],
  ['choices that are no texts', `${image}def f(image: Image, n: Literal[1, 2] = 1) -> Image: ...`, /f: the choices of n must be texts/],
  ['a default beyond its limits', `${image}def f(image: Image, n: Annotated[int, Range(1, 3)] = 4) -> Image: ...`, /0\.parameters\.0\.default: must be at most 3/],
])('%s in Python is refused with its place', (_what, text, message) => {
  requireTool('python');
  return expectRefused(functionFile('b.py', text), message);
});

test('where algorithms are marked, other functions need no types', async () => {
  requireTool('python');
  await using bench = await ground.open([functionFile('marked.py', `${image}def anything(x): return x\n@algorithm\ndef f(image: Image) -> Image: return anything(image)`)]);
  expect(bench.algorithms.map(({ description }) => description.name)).toEqual(['marked.f']);
});

test('a file that is not there and two files of one name are refused by their names', async () => {
  await expectRefused('/nowhere/a.ts', /there is no file \/nowhere\/a\.ts/);
  const files = [functionFile('same.mjs', port('')), functionFile('same.ts', port(''))];
  await expect(ground.open(files)).rejects.toThrow(/would offer algorithms of the same names \(same\.…\); rename one of the files/);
});

test('without Python a file in Python is refused with what to install', async () => {
  const files = [functionFile('c.py', '')];
  await expect(ground.open(files, { python: '/nowhere/python3' })).rejects.toThrow(/need \/nowhere\/python3, which cannot be run .*; install Python 3\.10 or newer/);
  const old = functionFile('python.mjs', '#!/bin/sh\necho 3 9\n');
  chmodSync(old, 0o755);
  await expect(ground.open(files, { python: old })).rejects.toThrow(/is Python 3\.9; install Python 3\.10 or newer/);
});

test('a file that changed is not offered under its old description when its process starts anew', async () => {
  const file = functionFile('later.mjs', 'export const f = { inputs: {}, outputs: { data: "DATA_DICT" }, run: () => process.exit(1) };');
  await using bench = await ground.open([file]);
  writeFileSync(file, 'export const f = { inputs: {}, outputs: { other: "DATA_DICT" }, run: () => ({ other: {} }) };');
  await expect(bench.call('later.f', [])).rejects.toThrow(/ended: exit code 1/);
  await expect(bench.call('later.f', [])).rejects.toThrow(/later\.mjs has changed since the runner started; start the runner again/);
});

test('an object without the definer is as good, and a file may be plain JavaScript', async () => {
  await using bench = await ground.open([functionFile('plain.mjs', 'export const size = { inputs: { image: "IMAGE" }, outputs: { data: "DATA_DICT" }, run: ({ image }) => ({ data: { width: image.width } }) };')]);
  const [value] = await bench.call('plain.size', [picture(3, 1, [1, 2, 3])]);
  expect(jsonOf(value)).toEqual({ width: 3 });
});

async function expectRefused(file: string, message: RegExp): Promise<void> {
  const opening = ground.open([file]);
  await expect(opening).rejects.toThrow(RunnerRefused);
  await expect(opening).rejects.toThrow(message);
}
