// The pure parts of the room of deployments: addresses, paths, bodies and texts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpointTarget } from '../../src/api/rest/ikomia/account/endpoint.ts';
import { IkomiaError } from '../../src/api/rest/ikomia/ikomia-error.ts';
import { IKOMIA_ROUTES, ikomiaPathOf, isOfRoute } from '../../src/api/rest/ikomia/ikomia-path.ts';
import { base64Of } from '../../src/api/rest/ikomia/result/base64-stream.ts';
import { failureBody, MAX_FAILURE_BYTES } from '../../src/api/rest/ikomia/result/failure-body.ts';
import { lengthOfPieces, resultPieces } from '../../src/api/rest/ikomia/result/result-pieces.ts';
import { jsonObjectOf } from '../../src/api/rest/ikomia/transport/json-body.ts';
import { jsonExcess, MAX_BODY_DEPTH, MAX_BODY_VALUES } from '../../src/api/rest/ikomia/transport/json-text-size.ts';
import { MAX_PREFERRED_SECONDS, preferredWait } from '../../src/api/rest/ikomia/transport/prefer-wait.ts';
import { flagOf } from '../../src/api/rest/ikomia/transport/query-flag.ts';
import type { GraphValue } from '../../src/domain/graph/graph-value.ts';
import { isCallPath } from '../../src/api/rest/clearml/transport/call-path.ts';

describe('the address of a deployment', () => {
  const OWN = ['https://lab.example/switchyard', 'http://127.0.0.1:4000'];

  test('names a deployment whatever slashes, letters and ports that go without saying it is written with', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/), fc.integer({ min: 0, max: 3 }), fc.constantFrom('https://lab.example', 'HTTPS://Lab.Example:443', 'http://lab.example:80'), (name, slashes, host) => {
      expect(endpointTarget(`${host}/switchyard/deployments/${name}${'/'.repeat(slashes)}`, OWN)).toEqual({ deployment: name });
      expect(endpointTarget(`${host}/switchyard${'/'.repeat(slashes)}`, OWN)).toEqual({ deployment: null });
    }));
    for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST']) expect(endpointTarget(`http://${name}:4000`, OWN), name).toEqual({ deployment: null });
  });

  test.each(['', 'lab.example/switchyard', 'https://lab.example', 'https://lab.example/switchyardx', 'https://other.example/switchyard', 'http://127.0.0.1:4001/', 'https://lab.example/switchyard/deployments/', 'https://lab.example/switchyard/deployments/a/b', 'ftp://lab.example/switchyard', 'https://me:you@lab.example/switchyard', 'https://'])('%j is that of none', (endpoint) => {
    expect(endpointTarget(endpoint, OWN)).toBeNull();
  });
});

describe('paths', () => {
  test('are read with a slash at the end and without, at the root and below a deployment', () => {
    for (const [base, deployment] of [['', null], ['/', null], ['/deployments/edges', 'edges'], ['/deployments/edges/', 'edges']] as const) {
      expect(ikomiaPathOf(`${base}/workflow`)).toEqual({ kind: 'WORKFLOW', deployment });
      expect(ikomiaPathOf(`${base}/api/run/`)).toEqual({ kind: 'RUN', deployment });
      expect(ikomiaPathOf(`${base}/api/results/x`)).toEqual({ kind: 'RESULTS', deployment, runId: 'x' });
      expect(ikomiaPathOf(`${base}/api/runs/x/`)).toEqual({ kind: 'RECORD', deployment, runId: 'x' });
    }
    expect(ikomiaPathOf('/v1/projects/jwt/')).toEqual({ kind: 'TOKEN' });
  });

  test('of ours are never those of the ClearML dialect, and whatever fits a group is read without a throw', () => {
    fc.assert(fc.property(fc.constantFrom('/workflow', '/api/', '//api/', '/deployments/', '/v1/projects/jwt/', '/v1/objects/', '/v1/presigned-urls/', '/v1/infos'), fc.string({ unit: fc.constantFrom('/', '.', '%', '2', 'F', 'a', 'run', 'é'), maxLength: 12 }), (start, rest) => {
      const path = `${start}${rest}`;
      const routes = IKOMIA_ROUTES.filter((route) => isOfRoute(route, path));
      expect(routes.length).toBeLessThanOrEqual(1);
      if (routes.length === 1) expect([isCallPath(path), typeof ikomiaPathOf(path).kind]).toEqual([false, 'string']);
    }));
    for (const foreign of ['/v1/', '/v1', '/v1/workflows', '/v1/infosx', '/v1/projects', '/v1/projects/a/jwt/', '/v1/schema', '/v1/projects/jwtx', '/v1/objectsx', '/apix', '/workflows', '/deployments']) expect([foreign, IKOMIA_ROUTES.some((route) => isOfRoute(route, foreign))]).toEqual([foreign, false]);
  });
});

describe('the body of a failure', () => {
  test('is a JSON object of 1 to 10,240 bytes that begins as the message does, whatever that is', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '"', '\\', '\u0001', 'é', '漢', '\u{1f600}', '\ud83d', '\ude00', '\n'), maxLength: 60 }), fc.integer({ min: 0, max: 3_000 }), (part, times) => {
      const message = part.repeat(times);
      const body = failureBody(message);
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_FAILURE_BYTES);
      const told = (JSON.parse(body) as { message: string }).message;
      expect(message.toWellFormed().startsWith(told.replace(/…$/, '')) || message.toWellFormed() === told).toBe(true);
      if (Buffer.byteLength(JSON.stringify({ message: message.toWellFormed() })) <= MAX_FAILURE_BYTES) expect(told).toBe(message.toWellFormed());
      else expect(Buffer.byteLength(body)).toBeGreaterThan(MAX_FAILURE_BYTES - 20);
    }), { numRuns: 60 });
  });
});

describe('results as text', () => {
  test('bytes become the same base64 however they are cut', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 12 })), async (pieces) => {
      let text = '';
      for await (const part of base64Of(one(pieces))) text += part;
      expect(text).toBe(Buffer.concat(pieces).toString('base64'));
    }));
  });

  test('one object each with one member, and the length that is told is that of the text', () => {
    const values: GraphValue[] = [
      { type: 'image', body: { inline: 'AAAA' } }, { type: 'DATA_DICT', body: { inline: '{"größe":1}' } }, { type: 'image', body: { file: 'f1', sha256: 's', size: 7 } },
      { type: 'NUMERIC_VALUES', body: { file: 'f2', sha256: 't', size: 9 } }, { type: 'image', body: { file: 'f3', sha256: 'u', size: 5 }, isTemporary: true },
    ];
    const pieces = resultPieces(values, 'http://lab');
    const text = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.as === 'TEXT' ? '{"a": 10}' : Buffer.alloc(piece.size).toString('base64'))).join('');
    expect(lengthOfPieces(pieces)).toBe(Buffer.byteLength(text));
    expect(JSON.parse(text)).toEqual([
      { image: 'AAAA' }, { DATA_DICT: { größe: 1 } }, { image: Buffer.alloc(7).toString('base64') }, { NUMERIC_VALUES: { a: 10 } },
      { storage_object: { url: 'http://lab/v1/objects/?uid=f3', data_type: 'image', metadata: { uid: 'f3', is_directory_archive: false, download_url: 'http://lab/v1/presigned-urls/download/f3', sha256: 'u', size: 5 } } },
    ]);
    expect(resultPieces([], 'http://lab')).toEqual(['[]']);
  });
});

describe('bodies', () => {
  test('what is deeper or has more values than any run needs is refused before it is parsed, and texts within count for nothing', () => {
    expect(jsonExcess('['.repeat(MAX_BODY_DEPTH))).toBeNull();
    expect(jsonExcess('['.repeat(MAX_BODY_DEPTH + 1))).toContain('levels');
    expect(jsonExcess(`[${'1,'.repeat(MAX_BODY_VALUES)}1]`)).toContain('values');
    expect(jsonExcess(JSON.stringify([',['.repeat(MAX_BODY_VALUES), '\\"[[', '"'.repeat(200)]))).toBeNull();
  });

  test('JSON objects come back as they are, and all else is a 422 with the place', async () => {
    await fc.assert(fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), async (value) => {
      const text = JSON.stringify(value);
      expect(JSON.stringify(await jsonObjectOf(Buffer.from(text)))).toBe(text);
    }), { numRuns: 50 });
    for (const bad of ['', '{', '[]', 'null', '"x"', '3', '{"a":NaN}', '\u{feff}x']) await expect(jsonObjectOf(Buffer.from(bad)), bad).rejects.toMatchObject({ status: 422 });
    await expect(jsonObjectOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).rejects.toMatchObject({ status: 422, detail: [{ loc: ['body'], type: 'json_invalid' }] });
  });
});

describe('flags and preferences', () => {
  test('flags are read as clients of several languages write them', () => {
    const flag = (text: string): boolean => flagOf(new URLSearchParams(text), 'advice');
    for (const yes of ['advice=true', 'advice=True', 'advice=1']) expect([yes, flag(yes)]).toEqual([yes, true]);
    for (const no of ['', 'advice=false', 'advice=False', 'advice=0', 'advice=']) expect([no, flag(no)]).toEqual([no, false]);
    expect(() => flag('advice=maybe')).toThrow(IkomiaError);
  });

  test('a wait is never longer than clients are patient, and what cannot be read is no preference', () => {
    expect(preferredWait('wait=3')).toBe(3);
    expect(preferredWait('respond-async, wait="10"; x=1')).toBe(10);
    expect(preferredWait('wait=3600')).toBe(MAX_PREFERRED_SECONDS);
    for (const none of [undefined, '', 'wait', 'wait=-1', 'wait=soon', 'await=3']) expect([none, preferredWait(none)]).toEqual([none, null]);
  });
});

async function* one(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
