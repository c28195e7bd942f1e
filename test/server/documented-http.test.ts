// docs/http.md and docs/clearml.md against a real server: each curl line is answered as it says, and their lists are those of the code.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_ERROR_CODES } from '../../src/api/graphql/error-format.ts';
import { accountCalls } from '../../src/api/rest/clearml/account/account-calls.ts';
import { CLEARML_CALLS } from '../../src/api/rest/clearml/call-book.ts';
import { requestFigures } from '../../src/server/http/request-figures.ts';
import { requireTool } from '../ground/optional-tool.ts';
import { ownServer, type OwnServer } from './own-server.ts';

const textOf = (name: string): string => readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', name), 'utf8');
const DOCUMENT = textOf('http.md');
const CLEARML = textOf('clearml.md');
const run = promisify(execFile);

let own: OwnServer;
beforeAll(async () => { own = await ownServer(); });
afterAll(() => own?.close());

test.each([['http.md', DOCUMENT, 11], ['clearml.md', CLEARML, 6]])('each line of the shell in %s is answered with the status behind it', async (_name, document, least) => {
  requireTool('curl');
  const blocks = [...document.matchAll(/```sh\n([^]*?)```/g)].map(([, text]) => text!.replaceAll('\\\n', ' '));
  const lines = blocks.flatMap((text) => [...text.matchAll(/^(curl .*?) +# (\d{3})$/gm)]);
  expect(lines.length).toBeGreaterThanOrEqual(least);
  for (const [, line, status] of lines) {
    const { stdout } = await run('sh', ['-c', `${line!.replace('curl -s', 'curl -s -o /dev/null -w "%{http_code}"')}`], { env: { ...process.env, SERVER: own.server.url } });
    expect([line, stdout]).toEqual([line, status]);
  }
});

test('the table of routes is that of the server', async () => {
  const table = DOCUMENT.slice(DOCUMENT.indexOf('| path |'), DOCUMENT.indexOf('Anything else is 404'));
  const told = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(([, route]) => route!));
  const { message } = (await (await fetch(`${own.server.url}/nothing`)).json()) as { message: string };
  expect(told.toSorted()).toEqual(message.split('there are ')[1]!.split(', ').toSorted());
});

test('the document of ClearML names every account call, and no call that is not there', () => {
  const named = new Set([...CLEARML.matchAll(/`((?:auth|debug|login|users|server|tasks|projects|queues|workers|events|models)\.[a-z_]+)`/g)].map(([, name]) => name!));
  expect(accountCalls.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
  const there = new Set(CLEARML_CALLS.map(({ name }) => name));
  expect([...named].filter((name) => !there.has(name))).toEqual([]);
});

test('the list of codes and the list of figures are those of the code', () => {
  const codes = DOCUMENT.slice(DOCUMENT.indexOf('| code |'), DOCUMENT.indexOf('## What the server tells'));
  expect(new Set([...codes.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code)))).toEqual(API_ERROR_CODES);
  for (const { name } of requestFigures().series) expect(DOCUMENT).toContain(`| \`${name}\` |`);
});
