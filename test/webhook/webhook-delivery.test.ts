// Webhooks over a whole server: news of runs arrive signed at a real receiver, once more when in doubt, and not where they may not go.
import { createHmac } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WebhookDelivery } from '../../src/domain/webhook/webhook.ts';
import { deleteDeployment } from '../../src/engine/deployment/delete-deployment.service.ts';
import { runDeployment } from '../../src/engine/deployment/run-deployment.service.ts';
import { deleteProject } from '../../src/engine/project/delete-project.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { deploymentNamed } from '../../src/engine/read/deployment.read.ts';
import { listWebhooks } from '../../src/engine/read/webhook.read.ts';
import { abortRun } from '../../src/engine/run/end-run.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { createWebhook, deleteWebhook, testWebhook, updateWebhook } from '../../src/engine/webhook/webhook.service.ts';
import { newestDeliveries } from '../../src/store/webhook/webhook-read.store.ts';
import { checkedAddress } from '../../src/server/webhook/checked-address.ts';
import { sendMessage } from '../../src/server/webhook/send-message.ts';
import { startWebhooks } from '../../src/server/webhook/webhook-loop.ts';
import { SPEC } from '../engine/engine-bench.ts';
import { ownServer, type OwnServer } from '../server/own-server.ts';
import { openReceiver, type Receiver } from './receiver.ts';

let own: OwnServer;
let receiver: Receiver;
const made: string[] = [];

beforeAll(async () => {
  own = await ownServer({ SWITCHYARD_WEBHOOK_PRIVATE: 'on' });
  receiver = await openReceiver();
});
afterEach(async () => {
  for (const webhookId of made.splice(0)) await deleteWebhook(own.server.engine, admin(), { webhookId });
  receiver.answer((res) => void res.writeHead(204).end());
  (receiver.received as unknown[]).length = 0;
});
afterAll(async () => {
  await own.close();
  await receiver.close();
});

const admin = () => ({ actor: own.server.localActor, requestId: null });
const WAIT = { timeout: 8_000, interval: 20 };

async function hook(path = 'hook', more: { events?: string[]; projectId?: string } = {}): Promise<{ id: string; secret: string }> {
  const { outcome, secret } = await createWebhook(own.server.engine, admin(), { url: `http://127.0.0.1:${receiver.port}/${path}`, ...more });
  made.push(outcome.subjectId);
  return { id: outcome.subjectId, secret: secret! };
}

/** A run that is stopped before it begins. */
async function stoppedRun(projectId?: string): Promise<string> {
  const { engine } = own.server;
  const { subjectId: runId } = await createRun(engine, admin(), { name: 'told', projectId, definition: { tasks: [{ node: 'only', name: 'only', spec: SPEC, needs: [] }] }, enqueue: false });
  await abortRun(engine, admin(), { runId, reason: 'enough' });
  return runId;
}

const deliveries = (id: string): Promise<WebhookDelivery[]> => newestDeliveries(own.server.database, [id], 100);
const only = async (id: string): Promise<WebhookDelivery | undefined> => (await deliveries(id))[0];
/** Makes what waits due now. */
const hurry = (): Promise<unknown> => own.server.database.query({ name: 'hurry', text: `UPDATE webhook_delivery SET next_at = now() WHERE state = 'PENDING'` }, []);
const messages = (path: string) => receiver.received.filter((each) => each.path === `/${path}`);

describe('a message', () => {
  test('tells a change of a run, signed with the secret that was shown once, and is then on record as delivered', async () => {
    const { id, secret } = await hook('signed');
    const runId = await stoppedRun();
    await expect.poll(() => messages('signed').length, WAIT).toBe(1);
    const { headers, body } = messages('signed')[0]!;
    expect(JSON.parse(body)).toEqual({ type: 'run.stopped', timestamp: expect.any(String), data: { run: { id: runId, name: 'told', status: 'STOPPED' }, project: '/', deployment: null, message: expect.any(String), result_url: null } });
    const expected = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${expected}`);
    await expect.poll(async () => (await only(id))?.state, WAIT).toBe('DELIVERED');
    expect(await only(id)).toMatchObject({ id: headers['webhook-id'], type: 'RUN_STOPPED', runId, attempts: 1, statusCode: 204, error: null });
    expect(JSON.stringify(await listWebhooks(own.server.engine, own.server.localActor, null))).not.toContain(secret);
  });

  test('goes to the webhooks of the project of the run that want its kind, and to no other', async () => {
    const { subjectId: projectId } = await createProject(own.server.engine, admin(), { path: '/elsewhere' });
    await hook('all');
    await hook('failed', { events: ['RUN_FAILED'] });
    await hook('elsewhere', { projectId });
    await stoppedRun();
    const there = await stoppedRun(projectId);
    await expect.poll(() => [messages('all').length, messages('elsewhere').length], WAIT).toEqual([1, 1]);
    expect(messages('elsewhere')[0]!.body).toContain(there);
    expect(messages('failed')).toEqual([]);
  });

  test('of a run whose deployment has been deleted names no address of a result', async () => {
    const { engine } = own.server;
    await hook('deleted', { events: ['RUN_STOPPED'] });
    const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'white' } }).png().toBuffer();
    const calledRun = async (): Promise<string> => (await runDeployment(engine, admin(), { deployment: null, inputs: [{ image: image.toString('base64') }] })).subjectId;
    const [before, after] = [await calledRun(), await calledRun()];
    await abortRun(engine, admin(), { runId: before, reason: 'enough' });
    await expect.poll(() => messages('deleted').length, WAIT).toBe(1);
    const { id: deploymentId, name } = (await deploymentNamed(engine, own.server.localActor, null))!;
    await deleteDeployment(engine, admin(), { deploymentId });
    await abortRun(engine, admin(), { runId: after, reason: 'enough' });
    await expect.poll(() => messages('deleted').length, WAIT).toBe(2);
    const told = messages('deleted').map(({ body }) => (JSON.parse(body) as { data: Record<string, unknown> }).data);
    expect(told.map(({ deployment, result_url }) => [deployment, result_url])).toEqual([[name, `${own.server.url}/deployments/${name}/api/results/${before}`], [name, null]]);
  });

  test('is sent again with the same id and body after a wrong status, a redirect among them, which is not followed', async () => {
    const { id } = await hook('again');
    receiver.answer((res) => void res.writeHead(302, { location: receiver.url }).end());
    await stoppedRun();
    await expect.poll(async () => (await only(id))?.error, WAIT).toBe('it answered 302');
    receiver.answer((res) => void res.writeHead(503, { 'retry-after': '1000' }).end('busy'));
    await hurry();
    await expect.poll(async () => (await only(id))?.error, WAIT).toBe('it answered 503: busy');
    const { nextAt } = (await only(id))!;
    expect(nextAt.getTime() - Date.now()).toBeGreaterThan(900_000);
    receiver.answer((res) => void res.writeHead(200).end());
    await hurry();
    await expect.poll(async () => (await only(id))?.state, WAIT).toBe('DELIVERED');
    expect(new Set(messages('again').map(({ headers, body }) => `${String(headers['webhook-id'])} ${body}`)).size).toBe(1);
    expect(messages('again')).toHaveLength(3);
    expect(messages('hook')).toEqual([]);
  });

  test('of an attempt that nobody settled, because its server was killed, is sent again when the lease is over', async () => {
    const { id } = await hook('killed');
    const { database } = own.server;
    receiver.answer(() => undefined);
    await stoppedRun();
    await expect.poll(() => messages('killed').length, WAIT).toBe(1);
    expect(await only(id)).toMatchObject({ state: 'PENDING', attempts: 1, statusCode: null });
    receiver.answer((res) => void res.writeHead(204).end());
    await database.query({ name: 'lease-over', text: `UPDATE webhook_delivery SET next_at = now() WHERE webhook_id = $1` }, [id]);
    await expect.poll(async () => (await only(id))?.state, WAIT).toBe('DELIVERED');
    expect(await only(id)).toMatchObject({ attempts: 2 });
    expect(new Set(messages('killed').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  test('that fails for the last time is given up and stays visible, and an address that says it is gone switches its webhook off with an event', async () => {
    const { id } = await hook('gone');
    receiver.answer((res) => void res.writeHead(410).end());
    await stoppedRun();
    await expect.poll(async () => (await only(id))?.state, WAIT).toBe('FAILED');
    const shown = (await listWebhooks(own.server.engine, own.server.localActor, null)).find((each) => each.id === id);
    expect(shown).toMatchObject({ isEnabled: false, disabledReason: expect.stringContaining('410') });
    const events = await own.server.database.query<{ kind: string }>({ name: 'kinds', text: 'SELECT kind FROM event WHERE subject_id = $1 ORDER BY seq' }, [id]);
    expect(events.map(({ kind }) => kind)).toEqual(['webhook.created', 'webhook.disabled']);
    await expect(testWebhook(own.server.engine, admin(), { webhookId: id })).rejects.toThrow(/switched off/);
    receiver.answer((res) => void res.writeHead(204).end());
    await updateWebhook(own.server.engine, admin(), { webhookId: id, isEnabled: true });
    await testWebhook(own.server.engine, admin(), { webhookId: id });
    await expect.poll(async () => (await only(id))?.state, WAIT).toBe('DELIVERED');
    expect(JSON.parse(messages('gone').at(-1)!.body)).toMatchObject({ type: 'webhook.test', data: { project: '/' } });
  });
});

describe('a webhook', () => {
  test('that is deleted hears nothing more, and one whose receiver is slow holds up no other host', async () => {
    const slow = await openReceiver();
    const other = await openReceiver();
    try {
      slow.answer(() => undefined);
      const { outcome: { subjectId: id } } = await createWebhook(own.server.engine, admin(), { url: slow.url });
      for (let i = 0; i < 3; i++) await stoppedRun();
      const { outcome } = await createWebhook(own.server.engine, admin(), { url: other.url });
      made.push(outcome.subjectId);
      await testWebhook(own.server.engine, admin(), { webhookId: outcome.subjectId });
      await expect.poll(() => other.received.length, WAIT).toBe(1);
      await expect.poll(() => slow.received.length, WAIT).toBe(2); // as many as go to one host at a time
      await deleteWebhook(own.server.engine, admin(), { webhookId: id });
      expect((await deliveries(id)).map(({ state, error }) => [state, error])).toEqual(Array.from({ length: 3 }, () => ['FAILED', 'the webhook was deleted']));
    } finally {
      await Promise.all([slow.close(), other.close()]);
    }
  });

  test('goes with its project, and its secret with it', async () => {
    const { engine, database } = own.server;
    const { subjectId: projectId } = await createProject(engine, admin(), { path: '/passing' });
    const { outcome: { subjectId: id } } = await createWebhook(engine, admin(), { url: receiver.url, projectId });
    receiver.answer((res) => void res.writeHead(500).end());
    await testWebhook(engine, admin(), { webhookId: id });
    await expect.poll(async () => (await only(id))?.statusCode, WAIT).toBe(500);
    expect(await deleteProject(engine, admin(), { projectId })).toMatchObject({ result: 'ACCEPTED' });
    expect(await only(id)).toMatchObject({ state: 'FAILED', error: 'its project was deleted' });
    expect(await database.query({ name: 'hook', text: 'SELECT secret, deleted_at IS NULL AS "isThere", is_enabled AS "isOn" FROM webhook WHERE id = $1' }, [id])).toEqual([{ secret: '', isThere: false, isOn: false }]);
    const events = await database.query<{ kind: string }>({ name: 'kinds-of-two', text: 'SELECT kind FROM event WHERE subject_id IN ($1, $2) ORDER BY seq' }, [id, projectId]);
    expect(events.map(({ kind }) => kind)).toEqual(['project.created', 'webhook.created', 'webhook.deleted', 'project.deleted']);
  });

  test('is told of each change once by two servers that look at the same log', async () => {
    const { id } = await hook('two');
    const { engine, events } = own.server;
    const failures: unknown[] = [];
    const second = startWebhooks({ engine, horizon: () => events.hub.position, onNews: (wake) => events.hub.subscribe({ kinds: ['run.status'] }, wake), baseUrl: () => 'http://x', resolve: () => Promise.resolve([]), allowPrivate: true, userAgent: 'second', log: (_message, error) => failures.push(error) });
    const runs = await Promise.all(Array.from({ length: 10 }, () => stoppedRun()));
    await expect.poll(async () => (await deliveries(id)).filter(({ state }) => state === 'DELIVERED').length, WAIT).toBe(10);
    await second.stop();
    expect(failures).toEqual([]);
    expect(messages('two').map(({ body }) => (JSON.parse(body) as { data: { run: { id: string } } }).data.run.id).toSorted()).toEqual(runs.toSorted());
  });
});

describe('an attempt', () => {
  const signal = new AbortController().signal;
  const delivery = (url: string) => ({ id: 'd', webhookId: 'w', url, host: 'x', secret: 'whsec_c2VjcmV0', body: '{}', attempts: 1, ageSeconds: 0 });

  test('goes to the address that was judged, by whatever name, and to none when one of several is private', async () => {
    let lookups = 0;
    const resolve = (): Promise<string[]> => Promise.resolve(lookups++ === 0 ? ['127.0.0.1'] : ['203.0.113.1']);
    const outcome = await sendMessage(delivery(`http://hook.example.org:${receiver.port}/pinned`), { resolve, allowPrivate: true, userAgent: 'test', signal });
    expect([outcome.statusCode, lookups]).toEqual([204, 1]);
    expect(messages('pinned')[0]!.headers.host).toBe(`hook.example.org:${receiver.port}`);
    for (const found of [['127.0.0.1'], ['93.184.216.34', '10.0.0.1'], ['::ffff:127.0.0.1'], ['fe80::1'], []]) {
      const refused = await sendMessage(delivery(`http://hook.example.org:${receiver.port}/private`), { resolve: () => Promise.resolve(found), allowPrivate: false, userAgent: 'test', signal });
      expect(refused, String(found)).toMatchObject({ statusCode: null, error: expect.stringContaining('its name') });
    }
    expect((await sendMessage(delivery(`http://127.0.0.1:${receiver.port}/private`), { resolve, allowPrivate: false, userAgent: 'test', signal })).error).toContain('not an address of the public internet');
    expect(messages('private')).toEqual([]);
    expect(await checkedAddress('hook.example.org', { resolve: () => Promise.resolve(['93.184.216.34']), allowPrivate: false })).toEqual({ address: '93.184.216.34' });
  });

  test('ends when nobody answers, when nobody is there, when the name is unknown, and reads a little of an endless answer', async () => {
    const send = (url: string, more: object = {}) => sendMessage(delivery(url), { resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })), allowPrivate: true, userAgent: 'test', signal, attemptMs: 300, ...more });
    receiver.answer(() => undefined);
    expect((await send(receiver.url)).error).toBe('it took more than 0.3 seconds');
    expect((await send(receiver.url.replace('127.0.0.1', 'nowhere.example'), {})).error).toContain('ENOTFOUND');
    expect((await send('http://127.0.0.1:1/')).error).toContain('ECONNREFUSED');
    expect((await send('http://slow.example/', { resolve: () => new Promise(() => undefined) })).error).toContain('0.3 seconds');
    receiver.answer((res) => {
      res.writeHead(500);
      let isOpen = true;
      res.on('close', () => { isOpen = false; });
      const more = (): void => {
        if (!isOpen) return;
        res.write('x'.repeat(65_536));
        setImmediate(more);
      };
      more();
    });
    expect(await send(receiver.url)).toMatchObject({ statusCode: 500, error: `it answered 500: ${'x'.repeat(200)}` });
  });
});
