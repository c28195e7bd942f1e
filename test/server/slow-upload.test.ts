// Files over slow lines: how long they take to come in is no time of their operation.
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey } from '../../src/auth/access-key.service.ts';
import { multipart } from '../api/upload-ground.ts';
import { ownServer, type OwnServer } from './own-server.ts';

/** Longest operation of this server. */
const OPERATION_MS = 1_000;

let own: OwnServer;
let key: string;
beforeAll(async () => {
  own = await ownServer({ AUTH: 'keys', SWITCHYARD_OPERATION_SECONDS: String(OPERATION_MS / 1_000) });
  key = (await createKey(own.server.database, { role: 'operator', label: 'slow' })).text;
});
afterAll(() => own?.close());

test('a file that takes longer to come in than an operation may take is stored', async () => {
  const operations = { query: 'mutation($input: UploadFileInput!) { uploadFile(input: $input) { outcome userErrors { message } file { size } } }', variables: { input: { file: null } } };
  const body = multipart([{ name: 'operations', body: JSON.stringify(operations) }, { name: 'map', body: '{"0":["variables.input.file"]}' }, { name: '0', filename: 'slow.bin', body: Buffer.alloc(200_000) }]);
  const head = `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer ${key}\r\nContent-Type: multipart/form-data; boundary=the-boundary\r\nApollo-Require-Preflight: yes\r\nContent-Length: ${body.length}\r\n\r\n`;
  const began = performance.now();
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(own.server.port, '127.0.0.1', () => {
      socket.write(head);
      // A piece now and then, until the longest time is well over.
      let at = 0;
      const next = (): void => {
        socket.write(body.subarray(at, at += body.length / 5));
        if (at < body.length) setTimeout(next, OPERATION_MS / 2.5);
      };
      next();
    });
    socket.on('error', reject).on('data', (part: Buffer) => { text += part.toString(); }).once('close', () => resolve(text));
  });
  expect(performance.now() - began).toBeGreaterThan(OPERATION_MS * 1.5);
  expect(JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1))).toEqual({ data: { uploadFile: { outcome: 'ACCEPTED', userErrors: [], file: { size: 200_000 } } } });
});
