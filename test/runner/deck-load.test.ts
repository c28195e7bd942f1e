// Files that cannot be offered as decks: the runner refuses to start and says where the fault is.
import { expect, test } from 'vitest';
import { RunnerRefused } from '../../src/runner/runner-refused.ts';
import { deckBench, deckFile, TRIAL_DECK } from './deck-bench.ts';

const lamp = (method: string): string => `export default { name: 'd', instruments: [{ name: 'lamp', methods: { on: ${method} } }] };`;

test.each([
  ['a syntax error in TypeScript', 'deck.ts', 'const a: number = 1;\n\nconst b = = 3;', /deck\.ts:3: /],
  ['a syntax error in JavaScript', 'deck.mjs', 'const a = 1;\nconst b = = 3;', /deck\.mjs:2: Unexpected token/],
  ['syntax that cannot be stripped', 'deck.ts', 'const a = 1;\nenum X { A }', /deck\.ts:2: TypeScript enum is not supported/],
  ['code that throws', 'deck.ts', 'interface A { x: number }\nfunction find(): A {\n  throw new Error("no port");\n}\nfind();', /deck\.ts:3:9: no port/],
  ['an import that is not there', 'deck.ts', 'import x from "./nope.ts";', /Cannot find module .*nope\.ts/],
  ['an import without that name', 'deck.mjs', '\nimport { nope } from "node:fs";', /deck\.mjs:2: .*does not provide an export named 'nope'/],
  ['no default export', 'deck.mjs', 'export const deck = 1;', /deck\.mjs: exports no deck; write `export default defineDeck/],
  ['an instrument instead of a deck', 'deck.mjs', 'export default { name: "lamp", methods: {} };', /exports no deck/],
  ['a method without code', 'deck.mjs', lamp('{ args: {}, returns: null }'), /instruments\.0\.methods\.on has no run function/],
  ['an argument type that does not exist', 'deck.mjs', lamp('{ args: { x: { type: "number" } }, run() {} }'), /instruments\.0\.methods\.on\.args\.x\.type: must be one of int, float/],
  ['a default that does not fit', 'deck.mjs', lamp('{ args: { x: { type: "int", max: 3, default: 4 } }, run() {} }'), /args\.x\.default: must be at most 3/],
  ['a name that is no identifier', 'deck.mjs', 'export default { name: "my deck", instruments: [] };', /deck\.mjs: name: must be an identifier/],
  ['a process that ends while it loads', 'deck.mjs', 'process.exit(3);', /ended while it loaded: exit code 3/],
  ['open that is no function', 'deck.mjs', 'export default { name: "d", instruments: [], open: 1 };', /open must be a function/],
])('%s is refused with its place', async (_what, name, text, message) => {
  const opening = deckBench(deckFile(name, text));
  await expect(opening).rejects.toThrow(RunnerRefused);
  await expect(opening).rejects.toThrow(message);
});

test('a file that is not there is refused by its name', async () => {
  await expect(deckBench('/nowhere/deck.ts')).rejects.toThrow(/\/nowhere\/deck\.ts/);
});

test('two files with decks of one name are refused, and neither keeps running', async () => {
  await expect(deckBench(TRIAL_DECK, TRIAL_DECK)).rejects.toThrow(/another file of this runner offers a deck trial too/);
});
