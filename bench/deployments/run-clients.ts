// Clients that run a deployment and wait for what comes of it, each one run after the other on a connection of its own.
import http from 'node:http';
import sharp from 'sharp';
import { type RunOrder, type RunReport, SIDE } from './run-message.ts';

/** Pictures that take turns: no two runs in a row are alike. */
const PICTURES = 16;
const agents: http.Agent[] = [];
const bodies = await Promise.all(Array.from({ length: PICTURES }, (_, n) => bodyOf(n)));

process.on('message', (order: RunOrder) => void runAll(order).then(report, failed));
process.once('disconnect', () => process.exit());
report({});

async function bodyOf(n: number): Promise<string> {
  const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => 127 + 120 * Math.sin((i % (SIDE * 3)) / (5 + n) + Math.floor(i / (SIDE * 3)) / 7));
  const jpeg = await sharp(data, { raw: { width: SIDE, height: SIDE, channels: 3 } }).jpeg({ quality: 90 }).toBuffer();
  return JSON.stringify({ inputs: [{ image: jpeg.toString('base64') }], outputs: [{ task_name: 'sy_blur', task_index: 0, output_index: 0 }], parameters: [] });
}

async function runAll(order: RunOrder): Promise<RunReport> {
  while (agents.length < order.clients) agents.push(new http.Agent({ keepAlive: true, maxSockets: 1 }));
  const started = performance.now();
  let left = order.runs;
  const millis: number[] = [];
  let picture = '';
  await Promise.all(agents.slice(0, order.clients).map(async (agent) => {
    for (; left > 0;) {
      const number = (left -= 1);
      const body = bodies[number % PICTURES]!;
      const began = performance.now();
      const answer = await (order.polls ? runAndPoll(order, agent, body) : ask(order, agent, { method: 'PUT', path: '/api/run', body }));
      millis.push(performance.now() - began);
      const image = (JSON.parse(answer.text) as readonly { image?: string }[])[0]?.image;
      if (image === undefined) throw new Error(`an answer that was not expected: ${answer.text.slice(0, 500)}`);
      if (number === 0) picture = image;
    }
  }));
  return { seconds: (performance.now() - started) / 1_000, millis, picture };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function runAndPoll(order: RunOrder, agent: http.Agent, body: string): Promise<Answer> {
  const { text, status } = await ask(order, agent, { method: 'PUT', path: '/api/run', body });
  if (status !== 200) throw new Error(`${status} to a run: ${text.slice(0, 500)}`);
  for (;;) {
    const answer = await ask(order, agent, { method: 'GET', path: `/api/results/${JSON.parse(text) as string}?long=true` });
    if (answer.status === 200) return answer;
    if (answer.status !== 202) throw new Error(`${answer.status} to a poll: ${answer.text.slice(0, 500)}`);
  }
}

function ask({ port, base }: RunOrder, agent: http.Agent, { method, path, body }: { readonly method: string; readonly path: string; readonly body?: string }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request({ agent, port, host: '127.0.0.1', method, path: `${base}${path}`, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('end', () => resolve({ status: response.statusCode!, text })).on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function failed(error: unknown): never {
  throw error;
}

function report(message: RunReport): void {
  process.send!(message);
}
