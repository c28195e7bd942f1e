// Clients that ask again and again how their task is, as the SDK does while a program runs.
import http from 'node:http';
import type { PollOrder, PollReport } from './reads-message.ts';

/** A connection for each client, as programs on machines of their own have; it stays between rounds, as between their polls. */
const agents: http.Agent[] = [];

process.on('message', (order: PollOrder) => void pollAll(order).then(report));
process.once('disconnect', () => process.exit());
report({});

async function pollAll({ tasks, seconds, periodMs, ...to }: PollOrder): Promise<PollReport> {
  while (agents.length < tasks.length) agents.push(new http.Agent({ keepAlive: true, maxSockets: 1 }));
  const until = performance.now() + seconds * 1_000;
  const each = await Promise.all(tasks.map((task, n) => pollOne({ agent: agents[n]!, until, task, ...to, periodMs, delay: (n / tasks.length) * periodMs })));
  return { calls: each.reduce((sum, { calls }) => sum + calls, 0), slowestMs: Math.max(...each.map(({ slowestMs }) => slowestMs)) };
}

interface Client {
  readonly agent: http.Agent;
  readonly until: number;
  readonly task: string;
  readonly port: number;
  readonly authorization: string | null;
  readonly periodMs: number;
  readonly delay: number;
}

async function pollOne(client: Client): Promise<{ calls: number; slowestMs: number }> {
  let [calls, slowestMs] = [0, 0];
  for (let at = performance.now() + client.delay; at < client.until; at += client.periodMs) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
    const started = performance.now();
    const answer = await ask(client);
    if (!answer.includes('"in_progress"')) throw new Error(`an answer that was not expected: ${answer.slice(0, 500)}`);
    calls += 1;
    slowestMs = Math.max(slowestMs, performance.now() - started);
  }
  return { calls, slowestMs };
}

// A GET with a body: the way in which the SDK makes every call.
function ask({ agent, port, authorization, task }: Client): Promise<string> {
  const body = JSON.stringify({ id: [task], only_fields: ['status', 'status_message', 'id'], search_hidden: false, method: 'get' });
  return new Promise((resolve, reject) => {
    const request = http.request({
      agent, port, host: '127.0.0.1', method: 'GET', path: '/v2.23/tasks.get_all',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-clearml-client': 'clearml-2.1.7', ...(authorization === null ? {} : { authorization }) },
    }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('end', () => resolve(text)).on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function report(message: PollReport): void {
  process.send!(message);
}
