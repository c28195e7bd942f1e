// The documents tell the truth where a program can check it: settings, and every operation they show.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { buildApiSchema } from '../../src/api/graphql/schema.ts';
import { configTable } from '../../src/config.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const DOCUMENTS = ['README.md', ...readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];

const textOf = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

test('the table of settings in the README is the one of the program (`switchyard settings` prints it)', () => {
  expect(textOf('README.md')).toContain(configTable().trimEnd());
});

test('every GraphQL operation in the documents is valid against the schema', async () => {
  const schema = await buildApiSchema();
  const operations = DOCUMENTS.flatMap((name) => [...textOf(name).matchAll(/```graphql\n([\s\S]*?)```/g)].map((match) => ({ name, text: match[1]! })));
  expect(operations.length).toBeGreaterThan(2);
  const faults = operations.flatMap(({ name, text }) => validate(schema, parse(text)).map((error) => `${name}: ${error.message}`));
  expect(faults).toEqual([]);
});

test('the README leads to every document', () => {
  expect(DOCUMENTS.filter((name) => name !== 'README.md' && !textOf('README.md').includes(`](${name})`))).toEqual([]);
});

test('every link between the documents leads to a file', () => {
  const missing = DOCUMENTS.flatMap((name) =>
    [...textOf(name).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map((match) => path.join(path.dirname(name), match[1]!)).filter((target) => !readdirSync(path.join(ROOT, path.dirname(target))).includes(path.basename(target))),
  );
  expect(missing).toEqual([]);
});
