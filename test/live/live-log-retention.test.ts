// The live output of a task whose beginning retention has removed.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeLogCursor } from '../../src/api/graphql/log/log-cursor.ts';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { retain } from '../../src/engine/retention.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { appendLines } from '../../src/store/write/log-write.store.ts';
import { movedBack } from '../store/line-time.ts';
import { LiveClient } from './live-client.ts';
import { type LiveGround, liveGround, LOCAL } from './live-ground.ts';

const QUERY = 'subscription ($task: ID!, $after: String) { taskLog(taskId: $task, after: $after) { cursor caughtUp line { number message } } }';

interface Message { readonly cursor: string; readonly caughtUp: boolean; readonly line: { readonly number: number; readonly message: string } | null }

let ground: LiveGround;
let client: LiveClient;
let taskId: string;
beforeEach(async () => {
  ground = await liveGround();
  await seedRows(ground.engine);
  client = await LiveClient.open(ground.url);
  taskId = (await createTask(ground.engine, { actor: LOCAL, requestId: null }, { name: 'talker', spec: { kind: 'command', binary: 'true', args: [], env: {} } })).subjectId;
  Object.assign(ground.engine.settings, { logRetentionDays: 7 });
});
afterEach(() => ground.close());

async function write(generation: number, messages: readonly string[]): Promise<void> {
  const lines = messages.map((message) => ({ at: new Date().toISOString(), source: 'STDOUT' as const, message }));
  await ground.db.transaction((tx) => appendLines(tx, { taskId, generation, attemptNo: 1, lines, dropped: 0 }));
  ground.events.logged(taskId);
}

function subscribe(id: string, after?: { generation: number; n: number }): Promise<void> {
  client.subscribe(id, QUERY, { task: toGlobalId('Task', taskId), after: after && encodeLogCursor(after) });
  return client.until(() => client.of(id).some(({ type }) => type === 'error') || client.data<Message>(id, 'taskLog').some(({ caughtUp }) => caughtUp), `the answer to ${id}`);
}

const messages = (id: string): string[] => client.data<Message>(id, 'taskLog').flatMap(({ line }) => (line ? [line.message] : []));

test('without a cursor it begins at the oldest line that is there; a place before it ends with the oldest place, and that one goes on', async () => {
  await write(1, ['a', 'b', 'c']);
  await movedBack(ground.db, taskId, 3);
  await write(2, ['d', 'e']);
  expect(await retain(ground.engine)).toHaveLength(1);
  const oldest = { generation: 1, n: 3 };
  await subscribe('new');
  await subscribe('before', { generation: 1, n: 2 });
  await subscribe('beginning', { generation: 0, n: 0 });
  await subscribe('oldest', oldest);
  expect(messages('new')).toEqual(['d', 'e']);
  expect(messages('oldest')).toEqual(['d', 'e']);
  for (const id of ['before', 'beginning']) expect(client.of(id)).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'CURSOR_EXPIRED', oldestCursor: encodeLogCursor(oldest) } }] }]);
  await write(2, ['f']);
  for (const id of ['new', 'oldest']) await client.until(() => messages(id).at(-1) === 'f', `the line that follows for ${id}`);
});

test('of an output that is gone altogether nothing is given, and what is written afterwards is', async () => {
  await write(1, ['a', 'b']);
  await movedBack(ground.db, taskId, 5);
  expect(await retain(ground.engine)).toHaveLength(1);
  await subscribe('new');
  expect(client.data<Message>('new', 'taskLog')).toEqual([{ cursor: encodeLogCursor({ generation: 1, n: 2 }), caughtUp: true, line: null }]);
  await write(1, ['c']);
  await client.until(() => messages('new').length === 1, 'the line that follows');
  expect(client.data<Message>('new', 'taskLog').at(-1)).toMatchObject({ line: { number: 3, message: 'c' } });
});

test('who watches while the beginning goes notices nothing, and may resume from the last line he had', async () => {
  await write(1, ['a', 'b']);
  await movedBack(ground.db, taskId, 3);
  await subscribe('watching');
  await write(1, ['c']);
  await client.until(() => messages('watching').length === 3, 'the first lines');
  expect(await retain(ground.engine)).toHaveLength(1);
  await write(1, ['d']);
  await client.until(() => messages('watching').length === 4, 'the line after the round');
  expect(messages('watching')).toEqual(['a', 'b', 'c', 'd']);
  await subscribe('again', { generation: 1, n: 3 });
  expect(messages('again')).toEqual(['d']);
});
