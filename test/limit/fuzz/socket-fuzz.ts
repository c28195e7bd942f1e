// Broken conversations over WebSockets: what a client can do wrong, and how the server is to answer each.
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { WebSocket } from 'ws';
import type { LiveGround } from '../../live/live-ground.ts';

/** How a conversation ended: the code of a close, `GONE` = cut without one, or `ERROR` = an error for one operation and the socket stays. */
export type Ending = number | 'GONE' | 'ERROR';

/** One thing to do wrong. */
export interface Malformed {
  readonly name: string;
  readonly expected: readonly Ending[];
  run(ground: LiveGround, random: () => number): Promise<Ending>;
}

const INIT = '{"type":"connection_init"}';
const EVENTS = 'subscription { events { cursor } }';
/** Longest wait for the end of one conversation, ms. */
const PATIENCE_MS = 20_000;

function subscribe(id: string, payload: unknown): string {
  return JSON.stringify({ id, type: 'subscribe', payload });
}

/** Sends texts one after the other, then waits for the close, or for an error message. */
function talk(messages: (random: () => number) => readonly (string | Buffer)[], options: { binary?: boolean } = {}): Malformed['run'] {
  return (ground, random) => new Promise((resolve, reject) => {
    const ws = new WebSocket(ground.url, 'graphql-transport-ws');
    const timer = setTimeout(() => reject(new Error('no end of the conversation')), PATIENCE_MS);
    const end = (ending: Ending): void => {
      clearTimeout(timer);
      ws.terminate();
      resolve(ending);
    };
    ws.on('open', () => messages(random).forEach((message) => ws.send(message, { binary: options.binary ?? false })));
    ws.on('message', (data) => {
      if ((JSON.parse(String(data)) as { type: string }).type === 'error') end('ERROR');
    });
    ws.on('close', (code) => end(code === 1006 ? 'GONE' : code));
    ws.on('error', () => undefined);
  });
}

/** Speaks the handshake by hand, then writes bytes; `hangUp` cuts the connection behind them. */
function write(bytes: (random: () => number) => Buffer, options: { hangUp?: boolean } = {}): Malformed['run'] {
  return ({ http }, random) => new Promise((resolve, reject) => {
    const socket = net.connect((http.address() as net.AddressInfo).port, '127.0.0.1');
    const timer = setTimeout(() => reject(new Error('no end of the conversation')), PATIENCE_MS);
    let received = Buffer.alloc(0);
    let isUpgraded = false;
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(closeCodeOf(received));
    };
    socket.on('connect', () => socket.write(`GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`));
    socket.on('data', (data: Buffer) => {
      received = Buffer.concat([received, data]);
      const head = received.indexOf('\r\n\r\n');
      if (head >= 0 && !isUpgraded) {
        isUpgraded = true;
        received = received.subarray(head + 4);
        socket.write(bytes(random), () => { if (options.hangUp) end(); });
      }
      if (closeCodeOf(received) !== 'GONE') end();
    });
    socket.on('close', end);
    socket.on('error', () => undefined);
  });
}

// The first frame of the server that closes: 0x88, its length, and the code.
function closeCodeOf(received: Buffer): Ending {
  for (let at = 0; at + 1 < received.length;) {
    const length = received[at + 1]! & 0x7f;
    if (length >= 126) return 'GONE';
    if (received[at] === 0x88 && at + 4 <= received.length) return received.readUInt16BE(at + 2);
    at += 2 + length;
  }
  return 'GONE';
}

/** A frame as a client masks it. */
function frame(first: number, payload: Buffer, { masked = true } = {}): Buffer {
  const length = payload.length < 126 ? Buffer.from([payload.length | (masked ? 0x80 : 0)]) : Buffer.from([126 | (masked ? 0x80 : 0), payload.length >> 8, payload.length & 255]);
  return Buffer.concat([Buffer.from([first]), length, ...(masked ? [Buffer.alloc(4)] : []), payload]);
}

const bytesOf = (random: () => number, most: number): Buffer => Buffer.from(Array.from({ length: 1 + Math.floor(random() * most) }, () => Math.floor(random() * 256)));
const oneOf = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const BAD_QUERY: readonly unknown[] = [undefined, null, 7, {}, [], true];

/** Everything a client does wrong here. */
export const MALFORMED: readonly Malformed[] = [
  { name: 'no JSON', expected: [4400], run: talk((random) => [oneOf(random, ['', '{', 'null', '7', '[]', '"x"', '{"type"', 'nothing', '{"type":7}', '{"type":"other"}', '{}'])]) },
  { name: 'bytes instead of JSON', expected: [4400], run: talk((random) => [bytesOf(random, 60)], { binary: true }) },
  { name: 'an operation before the beginning', expected: [4401], run: talk(() => [subscribe('1', { query: '{ __typename }' })]) },
  { name: 'an operation just behind the beginning', expected: [4401], run: talk(() => [INIT, subscribe('1', { query: EVENTS })].toReversed()) },
  { name: 'two beginnings', expected: [4429], run: talk(() => [INIT, INIT]) },
  { name: 'a beginning with a payload of a wrong type', expected: [4400], run: talk((random) => [`{"type":"connection_init","payload":${oneOf(random, ['7', '"x"', '[]', 'true'])}}`]) },
  { name: 'an id twice', expected: [4409], run: talk(() => [INIT, subscribe('1', { query: EVENTS }), subscribe('1', { query: EVENTS })]) },
  { name: 'an id that is no text', expected: [4400], run: talk((random) => [INIT, JSON.stringify({ id: oneOf(random, [7, null, {}, [], true, '']), type: 'subscribe', payload: { query: '{ __typename }' } })]) },
  { name: 'an id that is too long', expected: ['ERROR'], run: talk(() => [INIT, subscribe('x'.repeat(5_000), { query: '{ __typename }' })]) },
  { name: 'an id that objects have by nature', expected: ['ERROR'], run: talk((random) => [INIT, subscribe(oneOf(random, ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']), { query: '{ nothing }' })]) },
  { name: 'no payload', expected: [4400], run: talk((random) => [INIT, JSON.stringify({ id: '1', type: 'subscribe', payload: oneOf(random, [undefined, null, 7, [], 'x']) })]) },
  { name: 'a query of a wrong type', expected: [4400], run: talk((random) => [INIT, subscribe('1', { query: oneOf(random, BAD_QUERY) })]) },
  { name: 'variables of a wrong type', expected: [4400], run: talk((random) => [INIT, subscribe('1', { query: '{ __typename }', variables: oneOf<unknown>(random, [7, 'x', true, [1]]) })]) },
  { name: 'a name of an operation of a wrong type', expected: [4400], run: talk((random) => [INIT, subscribe('1', { query: '{ __typename }', operationName: oneOf<unknown>(random, [7, {}, true]) })]) },
  { name: 'extensions of a wrong type', expected: [4400], run: talk((random) => [INIT, subscribe('1', { query: '{ __typename }', extensions: oneOf<unknown>(random, [7, 'x', true]) })]) },
  { name: 'a message that only servers send', expected: [4400], run: talk((random) => [INIT, oneOf(random, ['{"type":"connection_ack"}', '{"type":"next","id":"1","payload":{}}', '{"type":"error","id":"1","payload":[{"message":"x"}]}'])]) },
  { name: 'the end of what never began, then an error', expected: ['ERROR'], run: talk((random) => [INIT, `{"type":"complete","id":"${Math.floor(random() * 9)}"}`, subscribe('1', { query: '{ nothing }' })]) },
  { name: 'a document that is wrong', expected: ['ERROR'], run: talk((random) => [INIT, subscribe('1', { query: oneOf(random, ['', '{', '{ nothing }', 'query { a', EVENTS.replace('cursor', 'crsor'), 'subscription { events { cursor } queueChanges { cursor } }', 'subscription { events @include(if: "x") { cursor } }', '#', '\0']) })]) },
  { name: 'a subscription after nowhere', expected: ['ERROR'], run: talk((random) => [INIT, subscribe('1', { query: `subscription { events(after: "${oneOf(random, ['', 'x', 'AAAA', '😀'])}") { cursor } }` })]) },
  { name: 'a message that is too large', expected: [1009], run: talk(() => [Buffer.alloc(1_100_000, 'x')]) },
  { name: 'a large message of nonsense', expected: [4400], run: talk(() => [Buffer.alloc(1_000_000, '[')]) },
  { name: 'a frame without a mask', expected: [1002], run: write(() => frame(0x81, Buffer.from(INIT), { masked: false })) },
  { name: 'a frame with reserved bits', expected: [1002], run: write((random) => frame(oneOf(random, [0xc1, 0xa1, 0x91, 0xf1]), Buffer.from(INIT))) },
  { name: 'a frame of an unknown kind', expected: [1002], run: write((random) => frame(0x80 | oneOf(random, [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), Buffer.from('x'))) },
  { name: 'a continuation of nothing', expected: [1002], run: write(() => frame(0x80, Buffer.from('x'))) },
  { name: 'a ping that is too long', expected: [1002], run: write(() => frame(0x89, Buffer.alloc(126))) },
  { name: 'a ping in pieces', expected: [1002], run: write(() => frame(0x09, Buffer.from('x'))) },
  { name: 'text that is not UTF-8', expected: [1007], run: write(() => frame(0x81, Buffer.from([0xc3, 0x28, 0xff]))) },
  { name: 'a close with a code that there is not', expected: [1002], run: write((random) => frame(0x88, Buffer.from([0, oneOf(random, [0, 1, 200])]))) },
  { name: 'a close of one byte', expected: [1002], run: write(() => frame(0x88, Buffer.from([3]))) },
  { name: 'half a frame, then gone', expected: ['GONE'], run: write((random) => frame(0x81, Buffer.alloc(100, 'x')).subarray(0, 1 + Math.floor(random() * 80)), { hangUp: true }) },
  { name: 'an operation, then gone', expected: ['GONE'], run: write((random) => Buffer.concat([frame(0x81, Buffer.from(INIT)), frame(0x81, Buffer.from(subscribe('1', { query: oneOf(random, [EVENTS, '{ tasks { totalCount } }']) })))]), { hangUp: true }) },
];
