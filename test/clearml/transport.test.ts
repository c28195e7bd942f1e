// Calls as they come in and answers as they go out.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClearmlGround } from './clearml-ground.ts';

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open(); });
afterAll(async () => { await ground[Symbol.asyncDispose](); });

test('a call is answered in the envelope, with the version that was asked for', async () => {
  const { meta, data } = await ground.call('debug.ping', { hello: 1 }, { version: '2.9' });
  expect(meta).toMatchObject({ endpoint: { name: 'debug.ping', requested_version: '2.9', actual_version: '1.0' }, result_code: 200, result_subcode: 0, result_msg: 'OK' });
  expect(data).toEqual({ hello: 1, msg: 'ClearML server' });
});

test('a call that is not there is 404/0, and a path of another form 400/0', async () => {
  expect(await ground.codes('workers.get_runtime_properties')).toBe('404/0');
  expect(await ground.codes('nothing')).toBe('400/0');
});
