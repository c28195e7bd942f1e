// Parts of what a server tells of requests: ids, parents of traces, lines, counters; and that tracing is not there unless it is asked for.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { callNotes, type CallNotes } from '../../src/domain/call-notes.ts';
import { BOUNDS, DurationHistogram } from '../../src/server/http/duration-histogram.ts';
import { LabelledCounter } from '../../src/server/http/labelled-counter.ts';
import { requestIdOf } from '../../src/server/http/request-id.ts';
import { logRequest, SLOW_MS } from '../../src/server/http/request-log.ts';
import type { RequestReport } from '../../src/server/http/request-report.ts';
import { traceParentOf } from '../../src/server/http/trace-header.ts';
import { FLUSH_MS } from '../../src/server/trace/otlp-tracing.ts';
import { openTracing } from '../../src/server/trace/tracing.ts';
import { traceCollector } from './trace-collector.ts';

test('whatever a caller calls its request, the id is short, printable, and cannot end a line, a header or a quotation', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary-ascii', maxLength: 200 }), (given) => {
    expect(requestIdOf({ 'x-request-id': given })).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:/+=@-]{0,127}$/);
  }));
  expect(requestIdOf({})).not.toBe(requestIdOf({}));
});

test('a well-formed parent is read back as it was written, and any other text is none', () => {
  const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
  fc.assert(fc.property(hex(32), hex(16), hex(2), (traceId, spanId, flags) => {
    const isOne = !/^0+$/.test(traceId) && !/^0+$/.test(spanId);
    expect(traceParentOf(`00-${traceId}-${spanId}-${flags}`)).toEqual(isOne ? { traceId, spanId, sampled: Number.parseInt(flags, 16) % 2 === 1 } : null);
  }));
  fc.assert(fc.property(fc.string(), (text) => traceParentOf(text) === null));
});

function levelOf(report: Partial<RequestReport>, noted: Partial<CallNotes> = {}): number {
  const lines: number[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push((JSON.parse(line) as { level: number }).level) });
  logRequest(log, { method: 'POST', path: '/graphql', room: '/graphql', status: 200, ms: 1, bytes: 1, address: null, cut: false, ...report, notes: { ...callNotes('id'), ...noted } });
  return lines[0]!;
}

test('commands, errors and slow requests are told at info, the rest and what waits for work at debug', () => {
  expect([levelOf({}, { operation: { name: null, kind: 'mutation' } }), levelOf({ status: 404 }), levelOf({ ms: SLOW_MS }), levelOf({}, { codes: new Set(['INTERNAL']) })]).toEqual([30, 30, 30, 30]);
  expect([levelOf({}), levelOf({ ms: SLOW_MS - 1 }), levelOf({}, { operation: { name: null, kind: 'query' } }), levelOf({ room: '/dispatch/', ms: 20_000 }), levelOf({ room: '/events', ms: 3_600_000 })]).toEqual([20, 20, 20, 20, 20]);
});

test('a counter keeps one sum for each combination of its labels', () => {
  const counter = new LabelledCounter(['room', 'status']);
  for (const [room, status] of [['a', '2xx'], ['b', '2xx'], ['a', '2xx'], ['a', '4xx']] as const) counter.add(room, status);
  expect(counter.samples()).toEqual([{ labels: { room: 'a', status: '2xx' }, value: 2 }, { labels: { room: 'b', status: '2xx' }, value: 1 }, { labels: { room: 'a', status: '4xx' }, value: 1 }]);
});

test('each duration is counted in every bucket whose bound it does not pass', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 50 }), (durations) => {
    const histogram = new DurationHistogram('room');
    for (const duration of durations) histogram.add('a', duration);
    const value = (suffix: string, le?: string): number => histogram.samples().find((sample) => sample.suffix === suffix && sample.labels['le'] === le)?.value ?? 0;
    for (const bound of BOUNDS) expect(value('_bucket', String(bound))).toBe(durations.filter((duration) => duration <= bound).length);
    expect([value('_bucket', '+Inf'), value('_count')]).toEqual([durations.length, durations.length]);
    expect(value('_sum')).toBeCloseTo(durations.reduce((sum, duration) => sum + duration, 0));
  }));
});

test('without a collector there is no tracing, and nothing but its own file, which is loaded on demand, imports OpenTelemetry', async () => {
  expect(await openTracing({ otelEndpoint: null, otelHeaders: null, otelService: 'x' }, '1')).toBeNull();
  const src = path.resolve(import.meta.dirname, '../../src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => ({ file, text: readFileSync(path.join(src, file), 'utf8') }));
  expect(files.filter(({ text }) => text.includes("'@opentelemetry/")).map(({ file }) => file)).toEqual(['server/trace/otlp-tracing.ts']);
  expect(files.filter(({ text }) => /^import.*otlp-tracing/m.test(text))).toEqual([]);
});

test('a collector that is away holds neither requests nor the end of the server up; work that fails, fails as before; work of the system itself is no span', async () => {
  const tracing = (await openTracing({ otelEndpoint: 'http://127.0.0.1:9', otelHeaders: null, otelService: 'x' }, '1'))!;
  for (let n = 0; n < 5_000; n += 1) expect(await tracing.traced({ name: 'x', isServer: true }, (span) => Promise.resolve(span.traceId.length))).toBe(32);
  await expect(tracing.traced({ name: 'x', isServer: true }, () => Promise.reject(new Error('why')))).rejects.toThrow('why');
  expect(await tracing.traced({ name: 'sweep' }, (span) => Promise.resolve(span.traceId))).toBe('');
  const began = performance.now();
  await tracing.close();
  expect(performance.now() - began).toBeLessThan(FLUSH_MS + 1_000);
});

test('the end of the server sends what has not been sent yet', async () => {
  const collector = await traceCollector();
  const tracing = (await openTracing({ otelEndpoint: collector.url, otelHeaders: null, otelService: 'x' }, '1'))!;
  await tracing.traced({ name: 'last', isServer: true }, () => Promise.resolve());
  await tracing.close();
  expect(collector.spans).toMatchObject([{ name: 'last', kind: 2 }]);
  await collector.close();
});
