// The calls of deployments, in both dialects.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { LONG_POLL_MS } from '../../src/api/rest/ikomia/run/results.call.ts';
import { MAX_FAILURE_BYTES } from '../../src/api/rest/ikomia/result/failure-body.ts';
import { MAX_PREFERRED_SECONDS } from '../../src/api/rest/ikomia/transport/prefer-wait.ts';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import { deleteDeployment } from '../../src/engine/deployment/delete-deployment.service.ts';
import { drainQueue, pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { Flight } from '../../src/store/flight.ts';
import { BODY, groundOf, PIXEL, succeed, valuesFor } from './ikomia-ground.ts';

const of = groundOf();
/** Who listens to the hub while nobody waits for a run. */
let always = 0;
beforeAll(() => { always = of.ground.own.server.events.hub.size; });
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What the document gives for a run that asks for nothing: all outputs of its last leaf. */
const DEFAULT_RESULT = [{ DATA_DICT: { node: 4, output: 0 } }];

describe('a run', () => {
  test('is answered with its id as a JSON string, or to the SDK with an object of uuid, state and eta', async () => {
    const { ground } = of;
    const plain = await ground.call('/api/run', { method: 'PUT', body: BODY });
    expect([plain.status, plain.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(plain.text).toMatch(new RegExp(`^"${UUID.source.slice(1, -1)}"$`));
    const { status, json } = await ground.call('/api/run?advice=true', { method: 'PUT', body: BODY });
    expect(status).toBe(200);
    expect(json).toEqual({ uuid: expect.stringMatching(UUID), state: 'PENDING', eta: [null, null], next_poll_in: 0, next_poll_long: true });
    for (const uuid of [plain.json as string, json.uuid as string]) await stopped(uuid);
  });

  test('goes to the deployment that has the name now, also when another one had it a moment ago', async () => {
    const { ground } = of;
    const { engine, localActor: actor } = ground.own.server;
    const path = '/deployments/passed-on/api/run?advice=true';
    const stop = async (name: string, uuid: string) => expect((await ground.call(`/deployments/${name}/api/runs/${uuid}`, { method: 'DELETE' })).status).toBe(200);
    const first = await ground.deploy('passed-on');
    const before = await ground.call(path, { method: 'PUT', body: BODY });
    await stop('passed-on', before.json.uuid as string);
    await deleteDeployment(engine, { actor, requestId: null }, { deploymentId: first });
    expect((await ground.call(path, { method: 'PUT', body: BODY })).status).toBe(404);
    await ground.deploy('passed-on');
    const after = await ground.call(path, { method: 'PUT', body: BODY });
    expect([after.status, after.json]).toEqual([200, expect.objectContaining({ state: 'PENDING' })]);
    await stop('passed-on', after.json.uuid as string);
    const third = await ground.deploy('passed-over');
    const other = path.replace('passed-on', 'passed-over');
    await stop('passed-over', (await ground.call(other, { method: 'PUT', body: BODY })).json.uuid as string);
    await deleteDeployment(engine, { actor, requestId: null }, { deploymentId: third });
    await ground.deploy('passed-over');
    const anew = await ground.call(other, { method: 'PUT', body: BODY });
    expect([anew.status, anew.json]).toEqual([200, expect.objectContaining({ state: 'PENDING' })]);
    await stop('passed-over', anew.json.uuid as string);
  });

  test('that goes on is 202 and null, or state, eta and advice that no client can use up', async () => {
    const { ground } = of;
    const runId = await ground.run();
    expect(await told(`/api/results/${runId}`)).toEqual([202, 'null']);
    const pending = await ground.call(`/api/results/${runId}?advice=True`);
    expect([pending.status, pending.json]).toEqual([202, { state: 'PENDING', eta: [null, null], next_poll_in: expect.any(Number), next_poll_long: true }]);
    expect(pending.json.next_poll_in).toBeGreaterThanOrEqual(250);
    const runner = await ground.runner();
    const attempt = await runner.take();
    expect((await ground.call(`/api/results/${runId}?advice=1`)).json.state).toBe('STARTED');
    await succeed(runner, attempt);
  });

  test('that has succeeded is 200 and a list, or results with state and eta, as often as it is asked for', async () => {
    const { ground } = of;
    const runId = await ended();
    for (let time = 0; time < 2; time++) {
      const plain = await ground.call(`/api/results/${runId}`);
      expect([plain.status, plain.json, plain.headers.get('content-length')]).toEqual([200, DEFAULT_RESULT, String(plain.text.length)]);
      const advised = await ground.call(`/api/results/${runId}?advice=true&long=true`);
      expect([advised.status, advised.json]).toEqual([200, { uuid: runId, state: 'SUCCESS', eta: [0, 0], results: DEFAULT_RESULT }]);
    }
    expect((await ground.call(`/deployments/things/api/results/${runId.toUpperCase()}`)).json).toEqual(DEFAULT_RESULT);
  });

  test('that failed is 500 to plain callers and 520 with a length and a short object to the SDK; one that was stopped says so', async () => {
    const { ground } = of;
    const runId = await ground.run();
    const runner = await ground.runner();
    await runner.finish(await runner.take(), { by: 'FAILED', message: `node 2 (sy_threshold): ${'\u0001'.repeat(4_000)}` });
    const plain = await ground.call(`/api/results/${runId}`);
    expect([plain.status, Object.keys(plain.json)]).toEqual([500, ['message']]);
    const advised = await ground.call(`/api/results/${runId}?advice=true`);
    expect([advised.status, advised.headers.get('content-length')]).toEqual([520, String(Buffer.byteLength(advised.text))]);
    expect(Buffer.byteLength(advised.text)).toBeLessThanOrEqual(MAX_FAILURE_BYTES);
    expect(advised.json.message).toContain('node 2 (sy_threshold)');
    const other = await ground.run();
    await stopped(other);
    const { status, json } = await ground.call(`/api/results/${other}?advice=true`);
    expect([status, json.message]).toEqual([520, expect.stringContaining('stopped')]);
  });

  test('that nobody knows, or of another deployment, is 202 and null, and an id that is no UUID is 422', async () => {
    const { ground } = of;
    await ground.deploy('others');
    const runId = await ended();
    for (const path of ['/api/results/00000000-0000-4000-8000-000000000000', `/deployments/others/api/results/${runId}`]) {
      expect(await told(path)).toEqual([202, 'null']);
      expect(await told(`${path}?advice=true&long=true`)).toEqual([202, 'null']);
    }
    const { status, json } = await ground.call('/api/results/42?advice=true');
    expect([status, json]).toEqual([422, { detail: [{ loc: ['path', 'uuid'], msg: expect.any(String), type: 'uuid_parsing' }] }]);
  });

  test('gives its outputs in the order in which they were asked for, expanded in place, of the namesake that was named', async () => {
    const { ground } = of;
    const outputs = [{ task_name: 'sy_components' }, { task_name: 'sy_threshold', task_index: 1 }, { task_name: 'sy_components', output_index: 1 }, { task_name: 'sy_threshold', output_index: 0 }];
    const runId = await ended({ ...BODY, outputs, parameters: [{ task_name: 'sy_threshold', task_index: 1, parameters: { value: 3, invert: 'True' } }], isBase64Encoded: true });
    const places = ((await ground.call(`/api/results/${runId}`)).json as { DATA_DICT: { node: number; output: number } }[]).map((each) => [each.DATA_DICT.node, each.DATA_DICT.output]);
    expect(places).toEqual([[3, 0], [3, 1], [3, 2], [2, 0], [3, 1], [1, 0]]);
  });

  test('whose time is over is 202 and null, while its record tells since when', async () => {
    const { ground } = of;
    const runId = await ended();
    await ground.own.server.database.query({ name: 'test_expire', text: `UPDATE graph_result SET expires_at = now() - interval '1 minute' WHERE task_id IN (SELECT id FROM task WHERE run_id = $1)` }, [runId]);
    expect(await told(`/api/results/${runId}?advice=true`)).toEqual([202, 'null']);
    expect((await ground.call(`/api/runs/${runId}`)).json).toMatchObject({ uuid: runId, deployment: 'things', state: 'SUCCESS', status: 'SUCCEEDED', results_expired_at: expect.any(String) });
  });

  test('has a record that is absent when there is none, and can be cancelled as often as one likes', async () => {
    const { ground } = of;
    expect((await ground.call('/api/runs/00000000-0000-4000-8000-000000000000')).status).toBe(404);
    const runId = await ground.run();
    expect((await ground.call(`/api/runs/${runId}`)).json).toMatchObject({ state: 'PENDING', ended_at: null });
    for (let time = 0; time < 2; time++) {
      const { status, json } = await ground.call(`/api/runs/${runId}`, { method: 'DELETE' });
      expect([status, json]).toMatchObject([200, { state: 'FAILURE', status: 'STOPPED' }]);
    }
  });
});

describe('results that are files', () => {
  test('come as base64 or as the JSON that they are, of the length that was told; temporary ones as references into the storage', async () => {
    const { ground } = of;
    const { engine } = ground.own.server;
    const bytes = Buffer.from(Array.from({ length: 200_001 }, (_, n) => (n * 7) % 251));
    const text = JSON.stringify({ größe: 'x'.repeat(90_000) });
    const runId = await ground.run({ ...BODY, outputs: [{ task_name: 'sy_components' }] });
    const runner = await ground.runner();
    const attempt = await runner.take();
    const [image, dict] = await Promise.all([kept(bytes), kept(Buffer.from(text))]);
    // Written as the report would: how an attempt stores its files is told elsewhere.
    const values = [{ type: 'image', body: image }, { type: 'DATA_DICT', body: dict }, { type: 'image', body: image, isTemporary: true }];
    await succeed(runner, attempt, valuesFor(attempt));
    await ground.own.server.database.query({ name: 'test_files', text: 'UPDATE graph_result SET values = $2 WHERE task_id = $1' }, [attempt.taskId, JSON.stringify(values)]);
    const { status, json, headers, text: whole } = await ground.call(`/api/results/${runId}?advice=true`);
    expect([status, headers.get('content-length')]).toEqual([200, String(Buffer.byteLength(whole))]);
    expect(json.results).toEqual([{ image: bytes.toString('base64') }, { DATA_DICT: JSON.parse(text) }, { storage_object: { url: `${ground.own.server.url}/v1/objects/?uid=${image.file}`, data_type: 'image', metadata: expect.objectContaining({ uid: image.file, size: image.size }) } }]);
    expect((await ground.call(`/api/results/${runId}`, { method: 'HEAD' })).headers.get('content-length')).toBe(String(Buffer.byteLength(JSON.stringify(json.results))));

    async function kept(content: Buffer) {
      await using blob = await engine.files!.blobs.spool((async function* () { yield content; })(), { maxBytes: 1e9 });
      await blob.keep();
      return { file: engine.newId(), sha256: createHash('sha256').update(content).digest('hex'), size: content.length };
    }
  });
});

describe('waiting', () => {
  test('a long poll is answered when the run ends, far below the time after which clients give up', async () => {
    const { ground } = of;
    expect(LONG_POLL_MS).toBeLessThan(25_000);
    const runId = await ground.run();
    const poll = ground.call(`/api/results/${runId}?advice=true&long=true`);
    await held(1);
    const runner = await ground.runner();
    await succeed(runner, await runner.take());
    expect((await poll).json).toMatchObject({ state: 'SUCCESS', results: DEFAULT_RESULT });
    await held(0);
  });

  test('who waits for a run that has just been called costs no look at it when it ends well, and when it fails one together with all others who wait', async () => {
    const { ground } = of;
    const { hub } = ground.own.server.events;
    const sent = vi.spyOn(Flight.prototype, 'submit');
    const looks = (): number => (sent.mock.contexts as readonly Flight[]).flatMap(({ statements }) => statements).filter(({ name }) => name === 'graph-outcomes').length;
    const runner = await ground.runner();
    const created = new Set<string>();
    const leave = hub.subscribe({ kinds: ['run.created'] }, ({ subjectId }) => created.add(subjectId));
    const endings = [
      { end: (attempt: ClaimedAttempt) => succeed(runner, attempt), answer: DEFAULT_RESULT as unknown, wanted: 0 },
      { end: (attempt: ClaimedAttempt) => runner.finish(attempt, { by: 'FAILED', message: 'no light' }), answer: { message: 'no light' }, wanted: 1 },
    ];
    for (const { end, answer, wanted } of endings) {
      // How soon a poll comes after its call is in the hands of the machine: of several runs one at least is polled within the moment for which the log is believed.
      const counts: number[] = [];
      for (let tries = 0; tries < 5 && !counts.includes(wanted); tries++) {
        const runId = await ground.run();
        await vi.waitFor(() => expect(created.has(runId)).toBe(true), { timeout: 5_000, interval: 1 });
        const before = looks();
        const polls = [1, 2].map(() => ground.call(`/api/results/${runId}?long=true`));
        await held(1, 1);
        await end(await runner.take());
        expect(await Promise.all(polls.map(async (poll) => (await poll).json as unknown))).toEqual([answer, answer]);
        counts.push(looks() - before);
      }
      expect(counts).toContain(wanted);
    }
    leave();
    sent.mockRestore();
  });

  test('a long poll that sees a run begin is answered soon after, and who hangs up leaves nothing behind', async () => {
    const { ground } = of;
    const runId = await ground.run();
    const poll = ground.call(`/api/results/${runId}?advice=true&long=true`);
    const gone = new AbortController();
    const left = ground.call(`/api/results/${runId}?long=true`, { signal: gone.signal }).catch(() => 'left');
    await held(1);
    const runner = await ground.runner();
    const attempt = await runner.take();
    gone.abort();
    expect(await left).toBe('left');
    expect([(await poll).status, (await poll).json.state]).toEqual([202, 'STARTED']);
    await held(0);
    await succeed(runner, attempt);
  });

  test('who prefers to wait is answered with the result, and with the id when the time is over', async () => {
    const { ground } = of;
    const waiting = ground.call('/api/run', { method: 'PUT', body: BODY, headers: { prefer: `wait=${MAX_PREFERRED_SECONDS}` } });
    await held(1);
    const runner = await ground.runner();
    await succeed(runner, await runner.take());
    const { status, json, headers } = await waiting;
    expect([status, json, headers.get('preference-applied')]).toEqual([200, DEFAULT_RESULT, `wait=${MAX_PREFERRED_SECONDS}`]);
    const url = headers.get('location')!;
    expect(await told(new URL(url).pathname)).toEqual([200, JSON.stringify(DEFAULT_RESULT)]);
    const early = await ground.call('/api/run?advice=true', { method: 'PUT', body: BODY, headers: { prefer: 'wait=0' } });
    expect([early.status, early.json]).toMatchObject([202, { uuid: expect.stringMatching(UUID), state: 'PENDING', next_poll_long: true }]);
    await stopped(early.json.uuid as string);
  });

  test('the same key and body are the same run, however often; another body is refused', async () => {
    const { ground } = of;
    const send = (body: unknown, key: string) => ground.call('/api/run', { method: 'PUT', body, headers: { 'idempotency-key': key } });
    const [first, again] = await Promise.all([send(BODY, 'once'), send(BODY, 'once')]);
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
    const other = await send({ ...BODY, parameters: [{ task_name: 'sy_threshold', parameters: { value: '9' } }] }, 'once');
    expect([other.status, typeof other.json.detail]).toEqual([409, 'string']);
    expect((await send(BODY, 'ü'.repeat(3))).status).toBe(422);
    await stopped(first.json as string);
  });
});

describe('the workflow', () => {
  test('lists every parameter, has task ids that are positions, and ends in the default task', async () => {
    const { ground } = of;
    for (const path of ['/workflow', '/workflow/', '/deployments/things/workflow']) {
      const { status, json } = await ground.call(path);
      expect([status, json.metadata.name]).toEqual([200, 'count things']);
      expect(json.tasks.map((task: { task_id: number }) => task.task_id)).toEqual([0, 1, 2, 3, 4]);
      const threshold = json.tasks[1].task_data;
      expect(threshold.parameters).toContainEqual({ name: 'value', value: '127' });
      expect([threshold.inputs, threshold.outputs]).toEqual([[{ name: 'IODataType.IMAGE' }], [{ name: 'IODataType.IMAGE_BINARY' }]]);
      const sources = new Set(json.connections.map((each: { source_id: number }) => each.source_id));
      expect(json.tasks.findLast((task: { task_id: number }) => !sources.has(task.task_id)).task_data.name).toBe('sy_overlay');
    }
  });
});

describe('what cannot be', () => {
  test.each([
    ['no inputs', {}, ['body', 'inputs']],
    ['inputs that are no list', { inputs: { image: PIXEL } }, ['body', 'inputs']],
    ['too few inputs', { inputs: [] }, ['body', 'inputs']],
    ['a type that is none', { inputs: [{ nothing: 'x' }] }, ['body', 'inputs', 0]],
    ['an image that is no text', { inputs: [{ image: 3 }] }, ['body', 'inputs', 0]],
    ['base64 that is none', { inputs: [{ image: 'no base64!' }] }, ['body', 'inputs', 0]],
    ['an unknown task', { ...BODY, outputs: [{ task_name: 'nobody' }] }, ['body', 'outputs', 0, 'task_name']],
    ['a namesake too many', { ...BODY, outputs: [{ task_name: 'sy_threshold', task_index: 2 }] }, ['body', 'outputs', 0, 'task_index']],
    ['an output too many', { ...BODY, outputs: [{ task_name: 'sy_threshold', output_index: 1 }] }, ['body', 'outputs', 0, 'output_index']],
    ['an unknown parameter', { ...BODY, parameters: [{ task_name: 'sy_threshold', parameters: { vlaue: '3' } }] }, ['body', 'parameters', 0, 'parameters']],
    ['no JSON', '{"inputs": [', ['body']],
    ['a list', [], ['body']],
    ['nothing at all', '', ['body']],
  ])('%s is 422 with its place, and leaves nothing behind', async (_what, body, place) => {
    const { ground } = of;
    const before = await things();
    for (const advice of ['', '?advice=true']) {
      const { status, json } = await ground.call(`/api/run${advice}`, { method: 'PUT', body });
      expect([status, json.detail?.[0]?.loc?.slice(0, place.length)]).toEqual([422, place]);
      expect(json.detail[0]).toEqual({ loc: expect.any(Array), msg: expect.any(String), type: expect.any(String) });
    }
    expect(await things()).toEqual(before);
  });

  test('other methods are 405 with those that there are, other paths 404, other charsets and packed bodies 415', async () => {
    const { ground } = of;
    for (const [method, path, allow] of [['POST', '/api/run', 'PUT, OPTIONS'], ['GET', '/api/run', 'PUT, OPTIONS'], ['PUT', '/workflow', 'GET, HEAD, OPTIONS'], ['PUT', '/api/runs/x', 'GET, HEAD, DELETE, OPTIONS']] as const) {
      const { status, headers, json } = await ground.call(path, { method });
      expect([path, status, headers.get('allow'), typeof json.detail]).toEqual([path, 405, allow, 'string']);
    }
    const options = await ground.call('/api/run', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'PUT, OPTIONS']);
    expect((await ground.call('/workflow', { method: 'HEAD' })).status).toBe(200);
    const reason = async (path: string): Promise<string> => (await fetch(`${ground.own.server.url}${path}`, { headers: { authorization: `Bearer ${ground.key}` } })).statusText;
    expect([await reason('/workflow'), await reason('/api/results/x')]).toEqual(['OK', 'Unprocessable Entity']);
    for (const path of ['/api/nothing', '/api/', '/deployments/things', '/deployments/nobody/workflow', '/deployments/%ff/workflow', '/deployments/nobody/api/run', '/deployments/nobody/api/results/x']) {
      const { status, json } = await ground.call(path, { method: path.endsWith('run') ? 'PUT' : 'GET' });
      expect([path, status, json.detail === undefined]).toEqual([path, path.endsWith('/x') ? 422 : 404, false]);
    }
    expect((await ground.call('/api/run', { method: 'PUT', body: BODY, headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
    expect((await ground.call('/api/run', { method: 'PUT', body: BODY, headers: { 'content-type': 'application/json; charset=utf-16' } })).status).toBe(415);
    const typed = await ground.call('/api/run', { method: 'PUT', body: BODY, headers: { 'content-type': 'text/plain; charset="utf-8"' } });
    expect(typed.status).toBe(200);
    await stopped(typed.json as string);
  });

  test('a run for a queue that drains is 503 with a time to try again, while one for a paused queue waits', async () => {
    const { ground } = of;
    const { server } = ground.own;
    const context = { actor: server.localActor, requestId: null };
    const [row] = await server.database.query<{ queueId: string }>({ name: 'test_queue', text: `SELECT id AS "queueId" FROM queue WHERE name = 'graph'` }, []);
    await drainQueue(server.engine, context, row!);
    const { status, headers, json } = await ground.call('/api/run?advice=true', { method: 'PUT', body: BODY });
    expect([status, Number(headers.get('retry-after')) > 0, typeof json.detail]).toEqual([503, true, 'string']);
    await resumeQueue(server.engine, context, row!);
    await pauseQueue(server.engine, context, row!);
    const runId = await ground.run();
    expect((await ground.call(`/api/results/${runId}?advice=true`)).json.state).toBe('PENDING');
    await resumeQueue(server.engine, context, row!);
    await stopped(runId);
  });
});

/** Status and text of a GET. */
async function told(path: string): Promise<readonly [number, string]> {
  const { status, text } = await of.ground.call(path);
  return [status, text];
}

/** A run that has succeeded. */
async function ended(body: unknown = BODY): Promise<string> {
  const runId = await of.ground.run(body);
  const runner = await of.ground.runner();
  await succeed(runner, await runner.take());
  return runId;
}

async function stopped(runId: string): Promise<void> {
  expect((await of.ground.call(`/api/runs/${runId}`, { method: 'DELETE' })).status).toBe(200);
}

/** Waits until somebody waits for a run, or nobody does. */
async function held(listeners: 0 | 1, others = 0): Promise<void> {
  await vi.waitFor(() => expect(of.ground.own.server.events.hub.size - always - others).toBe(listeners), { timeout: 5_000, interval: 5 });
}

/** What a refused call could have left. */
async function things(): Promise<object> {
  const [row] = await of.ground.own.server.database.query<object>({ name: 'test_things', text: `SELECT (SELECT count(*) FROM run) runs, (SELECT count(*) FROM task) tasks, (SELECT count(*) FROM file) files, (SELECT count(*) FROM queue_item) items` }, []);
  return row!;
}

