// The bytes of an upload that fails, for whoever reads it in time, late, or never.
import { Readable } from 'node:stream';
import type { FileUpload } from 'graphql-upload/processRequest.mjs';
import Upload from 'graphql-upload/Upload.mjs';
import { describe, expect, test } from 'vitest';
import { type IncomingUpload, UploadScalar } from '../../src/api/graphql/upload/upload.scalar.ts';

/** A file that is coming in, opened, and the way in which its intake ends it. */
async function opened(): Promise<{ readonly stream: Readable; readonly fail: (status: number) => void }> {
  const source = new Readable({ read() {} });
  const upload = new Upload();
  upload.resolve({ filename: 'x', mimetype: 'text/plain', encoding: '7bit', createReadStream: () => source } as unknown as FileUpload);
  const incoming = (await UploadScalar.parseValue(upload)) as IncomingUpload;
  return { stream: incoming.createReadStream(), fail: (status) => void source.destroy(Object.assign(new Error('as the intake says it'), { status })) };
}

describe('an upload that turns out too large', () => {
  test('fails in our words for who reads it', async () => {
    const { stream, fail } = await opened();
    stream.push('the first bytes');
    const read = stream.toArray();
    fail(413);
    await expect(read).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('SWITCHYARD_MAX_FILE_MIB') as string });
  });

  test('fails in our words for who begins to read it afterwards, and harms nobody meanwhile', async () => {
    const { stream, fail } = await opened();
    const closed = new Promise((resolve) => { stream.once('close', resolve); });
    fail(413);
    // Whatever an event of an error does that nobody listens to, it has done by now: an error that ends the process ends this test.
    await closed;
    await expect(stream.toArray()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});

test('an upload that breaks off is one that did not arrive whole, and one that is let go of is none', async () => {
  const broken = await opened();
  broken.fail(400);
  await expect(broken.stream.toArray()).rejects.toMatchObject({ code: 'INVALID' });
  const { stream } = await opened();
  stream.destroy();
  expect(stream.errored).toBeNull();
});
