// The IDE in a real browser: one page, nothing from anywhere else, queries and live subscriptions.
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { requireTool } from '../ground/optional-tool.ts';
import { type GroundOptions, type LiveGround, liveGround, LOCAL, numbered } from './live-ground.ts';

let ground: LiveGround;
let open = false;
afterEach(async () => {
  if (open) await ground.close();
  open = false;
});

async function openGround(options: GroundOptions = {}): Promise<void> {
  ground = await liveGround(options);
  open = true;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

function get(headers: Record<string, string>, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(`${ground.httpUrl}/graphql`, { method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }));
    }).on('error', reject).end();
  });
}

test('the page comes compressed, with an ETag and a policy that names no host', async () => {
  await openGround();
  const br = await get({ accept: 'text/html', 'accept-encoding': 'gzip, br' });
  expect(br).toMatchObject({ status: 200, headers: { 'content-encoding': 'br', 'content-type': 'text/html; charset=utf-8' } });
  expect(br.body.length).toBeLessThan(4_000_000);
  const html = brotliDecompressSync(br.body);
  const zipped = await get({ accept: 'text/html', 'accept-encoding': 'gzip' });
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(zipped.body).equals(html)).toBe(true);
  const plain = await get({ accept: 'text/html' });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body.equals(html)).toBe(true);
  const policy = String(br.headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
  const again = await get({ accept: 'text/html', 'if-none-match': String(br.headers['etag']) });
  expect(again).toMatchObject({ status: 304 });
  expect(again.body).toHaveLength(0);
  const head = await get({ accept: 'text/html', 'accept-encoding': 'br' }, 'HEAD');
  expect(head.headers['content-length']).toBe(String(br.body.length));
  expect(head.body).toHaveLength(0);
});

const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A fresh browser that can reach the server of the test and nothing else; everything else it asks for is noted. */
async function browse(use: (page: Page, notes: { foreign: string[]; violations: string[] }) => Promise<void>): Promise<void> {
  const executablePath = requireTool('chromium');
  const profile = mkdtempSync(path.join(tmpdir(), 'switchyard-browser-'));
  let browser: BrowserContext | undefined;
  try {
    browser = await chromium.launchPersistentContext(profile, { executablePath, args: ARGUMENTS });
    const notes = { foreign: [] as string[], violations: [] as string[] };
    await browser.route(() => true, (route) => {
      const url = new URL(route.request().url());
      if (url.origin === ground.httpUrl || url.protocol === 'blob:' || url.protocol === 'data:') return route.continue();
      notes.foreign.push(url.href);
      return route.abort();
    });
    const page = await browser.newPage();
    page.on('console', (message) => { if (/Content Security Policy/i.test(message.text())) notes.violations.push(message.text()); });
    page.on('websocket', (socket) => { if (new URL(socket.url()).host !== new URL(ground.httpUrl).host) notes.foreign.push(socket.url()); });
    await use(page, notes);
  } finally {
    await browser?.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Opens the page with an operation and runs it. */
async function run(page: Page, operation: string): Promise<void> {
  await page.goto(`${ground.httpUrl}/graphql?query=${encodeURIComponent(operation)}`);
  await page.getByRole('button', { name: /^execute query/i }).click();
}

/** What the page shows as the answer; the editor puts hard spaces. */
async function shown(page: Page): Promise<string> {
  return (await page.locator('.graphiql-response').innerText()).replaceAll('\u00a0', ' ');
}

const PATIENCE = { timeout: 20_000 };

test('in a browser without any network it runs a query and shows a live event', async () => {
  requireTool('chromium');
  await openGround();
  await ground.append([numbered(1)]);
  await browse(async (page, notes) => {
    await run(page, '{ events { events { kind requestId } } }');
    await expect.poll(() => shown(page), PATIENCE).toContain('PROJECT_CREATED');
    await run(page, 'subscription { events { caughtUp event { kind requestId } } }');
    await expect.poll(() => shown(page), PATIENCE).toContain('"caughtUp": true');
    await ground.append([numbered(42)]);
    await expect.poll(() => shown(page), PATIENCE).toContain('"requestId": "42"');
    expect(notes).toEqual({ foreign: [], violations: [] });
  });
}, 90_000);

test('a key in the tab Headers opens subscriptions too, and is sent where keys are looked for only', async () => {
  requireTool('chromium');
  const payloads: object[] = [];
  await openGround({ authorise: (init) => { payloads.push(init); return Promise.resolve(init['Authorization'] === 'Bearer some.key' ? { actor: LOCAL } : null); } });
  await browse(async (page, notes) => {
    const bodies: string[] = [];
    page.on('request', (request) => { if (request.method() === 'POST') bodies.push(request.postData() ?? ''); });
    await page.goto(`${ground.httpUrl}/graphql?query=${encodeURIComponent('subscription S { events { caughtUp } } query Q { eventCursor }')}`);
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await page.locator('.graphiql-editor-tool .monaco-editor').locator('visible=true').click();
    await page.keyboard.insertText('{"Authorization": "Bearer some.key"}');
    const execute = page.getByRole('button', { name: /^execute query/i });
    await execute.click();
    await page.getByRole('menuitem', { name: 'S', exact: true }).click();
    await expect.poll(() => shown(page), PATIENCE).toContain('"caughtUp": true');
    await page.getByRole('button', { name: /^stop query/i }).click();
    await execute.click();
    await page.getByRole('menuitem', { name: 'Q', exact: true }).click();
    await expect.poll(() => shown(page), PATIENCE).toContain('"eventCursor"');
    expect(payloads).toEqual([{ Authorization: 'Bearer some.key' }]);
    expect(bodies.filter((body) => body.includes('eventCursor')).length).toBeGreaterThan(0);
    expect(bodies.filter((body) => body.includes('some.key'))).toEqual([]);
    expect(notes).toEqual({ foreign: [], violations: [] });
  });
}, 90_000);
