// The clients of the slow-subscriber measurement, in processes of their own: `fast` ones note when each event came, `slow` ones hardly read.
import WebSocket from 'ws';
import { decodeCursor } from '../dist/domain/event/cursor.js';
import { SLOW_QUERY, type SlowOrder, type SlowReport } from './slow-subscriber-message.ts';
import { SlowReader } from './slow-reader.ts';

let fast: WebSocket[] = [];
let slow: SlowReader[] = [];
/** When each event came to each of the fast ones: its number, then the moment, in turn. */
let arrivals: number[] = [];
let reached = { seq: Number.POSITIVE_INFINITY, left: 0, done: (): void => undefined };

process.on('message', (order: SlowOrder) => void obey(order).then((report) => process.send!(report)));
process.send!({});

async function obey(order: SlowOrder): Promise<SlowReport> {
  switch (order.type) {
    case 'fast':
      await Promise.all(Array.from({ length: order.count }, () => follow(order.port)));
      return {};
    case 'slow':
      slow = Array.from({ length: order.count }, () => new SlowReader({ port: order.port, query: order.query, after: order.after }));
      await Promise.all(slow.map(({ admitted }) => admitted));
      return {};
    case 'take': {
      await new Promise<void>((done) => { reached = { seq: order.seq, left: fast.length, done }; arrived(order.seq, 0); });
      const taken = arrivals;
      arrivals = [];
      return { arrivals: taken };
    }
    case 'hurry': {
      for (const reader of slow) reader.hurry();
      const deadline = performance.now() + order.withinMs;
      while (slow.some(({ upTo, faults }) => upTo < order.seq && faults.length === 0) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
      return { readers: slow.map(({ seen, lagged, cut, faults, upTo }) => ({ seen, lagged, cut, faults, upTo })) };
    }
    case 'leave':
      for (const reader of slow) reader.close();
      for (const ws of fast) ws.terminate();
      [slow, fast, arrivals] = [[], [], []];
      return {};
  }
}

function follow(port: number): Promise<void> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', { perMessageDeflate: false });
  fast.push(ws);
  return new Promise((resolve, reject) => {
    ws.on('error', reject);
    ws.on('open', () => ws.send('{"type":"connection_init"}'));
    ws.on('message', (data: Buffer) => {
      const now = Number(process.hrtime.bigint()) / 1e6;
      const text = data.toString('latin1', 0, 400);
      const cursor = /"cursor":"([^"]+)","caughtUp":(true|false)/.exec(text);
      if (text.startsWith('{"type":"connection_ack"')) ws.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SLOW_QUERY } }));
      else if (cursor?.[2] === 'true') resolve();
      else if (cursor) noted(decodeCursor(cursor[1]!)!.seq, now);
      else throw new Error(`a fast subscriber got ${text}`);
    });
  });
}

function noted(seq: number, now: number): void {
  arrivals.push(seq, now);
  arrived(seq, 1);
}

/** Counts those who have the last event of a round; `count` 0 looks at what came before anybody asked. */
function arrived(seq: number, count: 0 | 1): void {
  if (count === 0) {
    for (let i = 0; i < arrivals.length; i += 2) if (arrivals[i] === seq) reached.left -= 1;
  } else if (seq === reached.seq) reached.left -= 1;
  if (reached.left <= 0) reached.done();
}
