// The ClearML dialect at the front door: its paths among all others, and refusals of the door in words that its clients know.
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { doorRefusal } from '../../src/api/rest/clearml/transport/door-refusal.ts';
import { CALL_ROUTE, isCallPath } from '../../src/api/rest/clearml/transport/call-path.ts';
import { createKey } from '../../src/auth/access-key.service.ts';
import { MAX_WRONG_PER_NAME } from '../../src/auth/password/password-throttle.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { openFrontDoor } from '../../src/server/http/front-door.ts';
import { silentLog } from '../../src/server/process-log.ts';
import { asBasic, rawCall } from '../clearml/raw-call.ts';
import { ownServer, type OwnServer, send } from './own-server.ts';

describe('a server', () => {
  let own: OwnServer;
  let key: string;
  beforeAll(async () => {
    own = await ownServer({ AUTH: 'keys', SWITCHYARD_PUBLIC_URL: 'https://lab.example' });
    ({ text: key } = await createKey(own.server.database, { role: 'operator', label: 'somebody' }));
  });
  afterAll(() => own?.close());

  test('logs in with a key, and takes the token at its calls and nowhere else', async () => {
    const { data, headers } = await rawCall(`${own.server.url}/auth.login`, { headers: asBasic(key) });
    expect(headers['set-cookie']![0]).toMatch(/; Secure$/);
    const bearer = { authorization: `Bearer ${data.token}` };
    expect((await rawCall(`${own.server.url}/v2.23/users.get_current_user`, { headers: bearer })).data.user.name).toBe('somebody');
    for (const path of ['/graphql?query={eventCursor}', '/metrics', '/events']) expect([path, (await send(`${own.server.url}${path}`, { headers: { ...bearer, 'apollo-require-preflight': '1' } })).status]).toEqual([path, 401]);
    expect((await send(`${own.server.url}/metrics`, { headers: { cookie: `switchyard_session=${data.token}` } })).status).toBe(401);
    expect((await rawCall(`${own.server.url}/users.get_current_user`, { headers: { cookie: `clearml_token_basic=${data.token}`, origin: 'https://lab.example' } })).codes).toBe('200/0');
  });

  test('answers what others ask for as before', async () => {
    for (const path of ['/favicon.ico', '/robots.txt', '/openapi.json', '/schema.graphql', '/v1/anything.here', '/nothing']) {
      const { status, text } = await send(`${own.server.url}${path}`);
      expect([path, status, (JSON.parse(text) as { code: string }).code]).toEqual([path, 404, 'NOT_FOUND']);
    }
    expect((await rawCall(`${own.server.url}/nothing.here`)).codes).toBe('404/0');
    expect((await rawCall(`${own.server.url}/v2.9/nothing`)).codes).toBe('400/0');
  });

  test('hears keys as Basic however many wrong passwords come from their address, and never asks to wait', async () => {
    const basic = (password: string): Record<string, string> => ({ authorization: `Basic ${Buffer.from(`nobody:${password}`).toString('base64')}` });
    const metrics = async (n: number): Promise<number> => (await send(`${own.server.url}/metrics`, { headers: basic(`wrong ${n}`) })).status;
    await Promise.all(Array.from({ length: MAX_WRONG_PER_NAME }, (_, n) => metrics(n)));
    expect(await metrics(-1)).toBe(429);
    expect((await rawCall(`${own.server.url}/auth.login`, { headers: basic('wrong -1') })).codes).toBe('401/22');
    expect((await rawCall(`${own.server.url}/auth.login`, { headers: asBasic(`ABCDEFGHIJ0123456789.${'x'.repeat(27)}`) })).codes).toBe('401/22');
    expect((await rawCall(`${own.server.url}/auth.login`, { headers: asBasic(key) })).codes).toBe('200/0');
  });

  test('counts its calls as those of one room', async () => {
    expect((await send(`${own.server.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).text).toContain(`room="${CALL_ROUTE}"`);
  });
});

describe('the door itself', () => {
  const doors: Server[] = [];
  afterAll(async () => { await Promise.all(doors.map((door) => new Promise((done) => { door.close(done); door.closeAllConnections(); }))); });

  /** A door before a room that reads its body and says so. */
  async function door(options: { readonly guarded?: boolean; readonly draining?: boolean }): Promise<string> {
    const opened = openFrontDoor({
      rooms: {}, prefixes: {}, upgrades: {}, guarded: options.guarded ?? false, servedWhileDraining: [], isDraining: () => options.draining ?? false, origins: ['https://listed.example'],
      forms: [{
        name: CALL_ROUTE, fits: isCallPath, refusal: (path, refusal) => doorRefusal(path, refusal, { apiVersion: '2.31', newId: () => uuidv7() }),
        room: async (req, res) => {
          let heard = 0;
          for await (const part of req as AsyncIterable<Buffer>) heard += part.length;
          if (!res.headersSent) res.end(`heard ${heard}`);
        },
      }],
      bodyTimes: { wholeMs: 50, progressMs: 50, restMs: 50, stallMs: 10_000 }, log: silentLog(),
    });
    doors.push(opened);
    await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(opened.address() as AddressInfo).port}`;
  }

  test('leaves the answer to OPTIONS to the room', async () => {
    const { text } = await rawCall(`${await door({})}/a.b`, { method: 'OPTIONS', headers: { origin: 'https://listed.example', 'access-control-request-method': 'POST' } });
    expect(text).toBe('heard 0');
  });

  test('keeps foreign pages and names out of an open server, in the envelope', async () => {
    const url = await door({ guarded: true });
    for (const headers of [{ host: 'evil.example' }, { origin: 'https://evil.example' }]) {
      const { codes, status, meta } = await rawCall(`${url}/v2.9/debug.ping`, { headers });
      expect([codes, status, meta.endpoint]).toEqual(['403/0', 403, { name: 'debug.ping', requested_version: '2.9', actual_version: '1.0' }]);
      expect(meta.result_msg).toMatch(/AUTH=keys/);
    }
  });

  test('says that it shuts down in the envelope, so that clients come again', async () => {
    const { codes, headers } = await rawCall(`${await door({ draining: true })}/tasks.get_all`);
    expect([codes, headers['retry-after']]).toEqual(['503/0', '1']);
  });

  test('says that a body stopped coming in the envelope', async () => {
    const { port } = new URL(await door({}));
    const socket = connect(Number(port), '127.0.0.1');
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('end', () => resolve(text)).on('error', reject);
      socket.write('POST /events.add_batch HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ meta: { result_code: 408, endpoint: { name: 'events.add_batch' } }, data: {} });
  });
});
