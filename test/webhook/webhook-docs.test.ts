// The examples of docs/webhooks.md that check signatures, carried out on messages as they are sent.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedHeaders } from '../../src/server/webhook/webhook-signature.ts';

const document = readFileSync('docs/webhooks.md', 'utf8');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchyard-webhook-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function example(language: string): string {
  const found = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(document)?.[1];
  if (found === undefined) throw new Error(`docs/webhooks.md has no example in ${language}`);
  return found;
}

const secret = `whsec_${Buffer.from('a secret of some bytes').toString('base64')}`;
const body = '{"type":"run.failed","data":{"message":"ü 😀"}}';
const now = Math.floor(Date.now() / 1_000);
const message = (timestamp: number, text = body, key = secret) => ({ secret: key, headers: signedHeaders(secret, { id: 'm1', timestamp, body }), body: text });
const MESSAGES = [message(now), message(now - 200), message(now - 400), message(now, `${body} `), message(now, body, `whsec_${Buffer.from('another').toString('base64')}`)];
const GENUINE = [true, true, false, false, false];

test('the one in Python takes what is genuine and nothing else', () => {
  const program = `${example('python')}\nimport json, sys\nprint(json.dumps([is_genuine(m["secret"], m["headers"], m["body"].encode()) for m in json.load(sys.stdin)]))\n`;
  expect(JSON.parse(execFileSync('python3', ['-c', program], { input: JSON.stringify(MESSAGES), encoding: 'utf8' }))).toEqual(GENUINE);
});

test('the one in JavaScript takes what is genuine and nothing else', async () => {
  const file = path.join(folder, 'genuine.mjs');
  writeFileSync(file, example('js'));
  const { isGenuine } = (await import(file)) as { isGenuine: (secret: string, headers: object, body: Buffer) => boolean };
  expect(MESSAGES.map((each) => isGenuine(each.secret, each.headers, Buffer.from(each.body)))).toEqual(GENUINE);
});
