// The client of the fan-out measurement: sockets that only count frames, so that reading costs as little as it can.
import { connect, type Socket } from 'node:net';
import { FAN_OUT_QUERY, type FanOutOrder, type FanOutReport, fanOutId } from './fan-out-message.ts';

/** Sockets opened at the same time. */
const OPENING = 50;

let sockets: Socket[] = [];
let frames = 0;
let bytes = 0;
let wanted = Number.POSITIVE_INFINITY;
let reached = (): void => {};

process.on('message', (order: FanOutOrder) => void obey(order).then((report) => process.send!(report)));
process.send!({});

async function obey(order: FanOutOrder): Promise<FanOutReport> {
  switch (order.type) {
    case 'connect': {
      const ids = Array.from({ length: order.count }, (_, n) => fanOutId(n, order.sameIds));
      const setUp = atFrames(2 * order.count); // the acknowledgement and the message that says that the past is over
      for (let i = 0; i < ids.length; i += OPENING) await Promise.all(ids.slice(i, i + OPENING).map((id) => subscribe(order.port, id)));
      await setUp;
      return {};
    }
    case 'count':
      await atFrames(order.frames);
      return { bytes };
    case 'disconnect':
      await Promise.all(sockets.map((socket) => new Promise((resolve) => { socket.once('close', resolve).destroy(); })));
      sockets = [];
      return {};
    case 'publish':
      throw new Error('a client cannot publish');
  }
}

function atFrames(count: number): Promise<void> {
  frames = 0;
  bytes = 0;
  wanted = count;
  return new Promise((resolve) => { reached = resolve; });
}

function subscribe(port: number, id: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.write(`GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`);
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('data', (head: Buffer) => {
      const end = head.indexOf('\r\n\r\n') + 4;
      const count = frameCounter(socket);
      if (end < head.length) count(head.subarray(end));
      socket.on('data', count);
      socket.write(textFrame(JSON.stringify({ type: 'connection_init' })));
      count.onFirst = () => {
        socket.write(textFrame(JSON.stringify({ id, type: 'subscribe', payload: { query: FAN_OUT_QUERY } })));
        resolve();
      };
    });
  });
}

/** First byte of a ping; the servers send them empty. */
const PING = 0x89;
/** An empty pong with a mask of zeros. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

interface FrameCounter {
  (chunk: Buffer): void;
  onFirst?: () => void;
}

/** Walks over the frames of one socket: their lengths are read, their contents are not. */
function frameCounter(socket: Socket): FrameCounter {
  let skip = 0;
  let rest = Buffer.alloc(0);
  const count: FrameCounter = (chunk) => {
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    rest = Buffer.alloc(0);
    while (data.length > 0) {
      if (skip > 0) {
        const step = Math.min(skip, data.length);
        skip -= step;
        data = data.subarray(step);
        if (skip === 0) ended(count);
        continue;
      }
      const header = headerSize(data);
      if (data.length < header) {
        rest = Buffer.from(data);
        return;
      }
      if (data[0] === PING) {
        socket.write(PONG);
        data = data.subarray(2);
        continue;
      }
      skip = header === 2 ? data[1]! : header === 4 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
      bytes += header + skip;
      data = data.subarray(header);
    }
  };
  return count;
}

/** Bytes before the payload of an unmasked frame. */
function headerSize(data: Buffer): number {
  const length = data[1] ?? 0;
  return length === 126 ? 4 : length === 127 ? 10 : 2;
}

function ended(counter: FrameCounter): void {
  counter.onFirst?.();
  delete counter.onFirst;
  frames += 1;
  if (frames >= wanted) reached();
}

/** A masked frame of up to 65,535 bytes; a mask of zeros is allowed and leaves the text as it is. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
