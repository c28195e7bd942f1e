// A client that asks the same again and again over kept connections, and says how long it took.
import { Agent, request } from 'node:http';
import { LEAN_BODY, type LeanOrder, type LeanReport } from './lean-message.ts';

const HEADERS = { 'content-type': 'application/json', accept: 'application/json', 'content-length': Buffer.byteLength(LEAN_BODY) };
const agent = new Agent({ keepAlive: true });

process.on('message', (order: LeanOrder) => void askAll(order));
process.once('disconnect', () => process.exit());
report({});

async function askAll({ port, requests, connections }: LeanOrder): Promise<void> {
  const first = await ask(port);
  let left = requests;
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, async () => {
    for (; left > 0;) {
      left -= 1;
      const answer = await ask(port);
      if (answer.length !== first.length || !answer.equals(first)) throw new Error(`the answers differ: ${String(first).slice(0, 200)} and ${String(answer).slice(0, 200)}`);
    }
  }));
  report({ seconds: (performance.now() - started) / 1_000, answer: String(first) });
}

function ask(port: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const req = request({ agent, port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers: HEADERS }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => (res.statusCode === 200 ? resolve(Buffer.concat(chunks)) : reject(new Error(`${res.statusCode}: ${String(Buffer.concat(chunks)).slice(0, 300)}`))));
    });
    req.on('error', reject);
    req.end(LEAN_BODY);
  });
}

function report(message: LeanReport): void {
  process.send!(message);
}
