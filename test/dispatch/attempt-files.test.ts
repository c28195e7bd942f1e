// GET and POST /dispatch/file over HTTP: bytes of inputs out, bytes of results in, for the attempt's own session alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClaimedAttempt, DispatchError, FileAnswer } from '../../src/domain/dispatch/protocol.ts';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { runDeployment } from '../../src/engine/deployment/run-deployment.service.ts';
import { graphFile } from '../../src/engine/read/graph-file.read.ts';
import { type BlobGround, blobGround } from '../blobs/blob-ground.ts';
import { documentOf, imageOf, INVERT, MEASURE } from '../deployment/deployment-ground.ts';
import { type DispatchWorld, dispatchWorld, sessionBody } from './dispatch-world.ts';

const BYTES = 100_000;
let ground: BlobGround;
let world: DispatchWorld;
let key: string;
let session: string;
let attempt: ClaimedAttempt;

beforeAll(async () => {
  ground = await blobGround();
  world = await dispatchWorld({ files: { blobs: ground.blobs, maxFileBytes: 200_000, maxStoreBytes: 1_000_000, retentionDays: 0 } });
  key = await world.key('runner');
  const asked = sessionBody('g', { kinds: ['graph'], queues: ['graph'], can: {}, algorithms: [INVERT, MEASURE] });
  session = (await world.call<{ session: string }>('session', asked)).body.session;
  await deployWorkflow(world.engine, world.context, { name: 'files', document: documentOf() });
  await runDeployment(world.engine, world.context, { deployment: 'files', inputs: [{ image: imageOf(BYTES) }] });
  attempt = (await world.claim(session)).attempts[0]!;
});
afterAll(async () => {
  await world.close();
  await ground[Symbol.asyncDispose]();
});

function address(more: object = {}): string {
  const { attemptId, epoch } = attempt;
  return `${world.url}/dispatch/file?${String(new URLSearchParams({ session, attemptId, epoch: String(epoch), ...more }))}`;
}

function inputId(): string {
  const body = attempt.spec.kind === 'graph' ? attempt.spec.inputs[0]!.body : { inline: '' };
  return 'file' in body ? body.file : '';
}

async function refusal(answer: Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  return [response.status, ((await response.json()) as DispatchError).code];
}

const read = (more: object, as = key): Promise<Response> => fetch(address(more), { headers: { authorization: `Bearer ${as}` } });
const leave = (bytes: Uint8Array<ArrayBuffer>, more: object = {}): Promise<Response> => fetch(address(more), { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: bytes });

test('an input comes whole, with its length and type', async () => {
  const response = await read({ id: inputId() });
  expect([response.status, response.headers.get('content-length'), response.headers.get('content-type')]).toEqual([200, String(BYTES), 'application/octet-stream']);
  expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.alloc(BYTES, 1))).toBe(true);
});

test('what is left is kept with its type, each time as a file of its own', async () => {
  const bytes = new TextEncoder().encode('{"light":1}');
  const answers = (await Promise.all([leave(bytes), leave(bytes)].map(async (answer) => (await answer).json()))) as FileAnswer[];
  expect(new Set(answers.map(({ id }) => id)).size).toBe(2);
  expect(await graphFile(world.engine, world.context.actor, answers[0]!.id)).toMatchObject({ ...answers[0]!, contentType: 'application/json', store: 'ARTIFACT', path: `graph/${attempt.attemptId}/${answers[0]!.id}` });
});

test('everything else is refused by its code: others, other attempts, other files, what is too large, what is over', async () => {
  expect(await refusal(read({ id: inputId() }, await world.key('operator')))).toEqual([403, 'FORBIDDEN']);
  expect(await refusal(fetch(address({ id: inputId() })))).toEqual([401, 'UNAUTHORIZED']);
  expect(await refusal(read({ id: inputId(), session: attempt.attemptId }))).toEqual([404, 'UNKNOWN_SESSION']);
  expect(await refusal(read({ id: inputId(), epoch: String(attempt.epoch + 1) }))).toEqual([400, 'BAD_REQUEST']);
  expect(await refusal(read({ id: attempt.attemptId }))).toEqual([400, 'BAD_REQUEST']);
  expect(await refusal(read({ id: '../..' }))).toEqual([400, 'BAD_REQUEST']);
  expect(await refusal(read({}))).toEqual([400, 'BAD_REQUEST']);
  expect(await refusal(leave(new Uint8Array(200_001)))).toEqual([413, 'TOO_LARGE']);
  expect(await refusal(leave(new Uint8Array(1), { epoch: '0' }))).toEqual([400, 'BAD_REQUEST']);
  expect(await refusal(fetch(address(), { method: 'PUT', headers: { authorization: `Bearer ${key}` } }))).toEqual([400, 'BAD_REQUEST']);
  await world.engine.db.query({ name: '', text: 'UPDATE file SET expires_at = now() WHERE id = $1' }, [inputId()]);
  expect(await refusal(read({ id: inputId() }))).toEqual([400, 'BAD_REQUEST']);
});
