// `npm run demo`: a server, an example workflow, and its live events from a real subscription.
import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { onStopSignals } from '../runner/stop-signals.ts';
import { call, subscribe, type DemoAddress } from './demo/demo-client.ts';
import { demoWork } from './demo/demo-definition.ts';
import { eventLine, type DemoEvent } from './demo/demo-printer.ts';
import { LogFollower } from './demo/log-follower.ts';
import { openLog } from './process-log.ts';
import { VERSION } from './program.ts';
import { startServer } from './start-server.ts';
import { startUpBlock } from './start-up-block.ts';

const SAVE = `mutation ($input: SaveWorkflowInput!) { saveWorkflow(input: $input) { workflow { id } userErrors { message } } }`;
const START = `mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id tasks { nodes { id name } } } userErrors { message } } }`;
const CURSOR = '{ eventCursor }';
const EVENTS = `subscription ($after: String, $filter: EventFilter) { events(after: $after, filter: $filter) { event { __typename kind at
  ... on TaskEvent { status previousStatus reason attemptNo exitCode task { id name } }
  ... on RunEvent { runStatus: status previousRunStatus: previousStatus run { name } } } } }`;
const ENDED = new Set(['SUCCEEDED', 'FAILED', 'STOPPED']);

/** The command: exit code 0 when the example has succeeded. Without `--exit` the server stays up until a signal ends it. */
export async function runDemo(config: Config, args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { exit: { type: 'boolean', default: false } } });
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const { signal, now } = onStopSignals();
  now.addEventListener('abort', () => process.exit(1)); // told twice: at once
  const server = await startServer(config, { log: openLog({ level: 'warn' }) });
  try {
    print(startUpBlock({ version: VERSION, ...server, newAdminKey: server.adminKeyIsNew ? server.adminKey : null, auth: config.auth, dataDir: config.dataDir, runners: config.runners }));
    const playing = playDemo({ url: server.url, key: config.auth === 'open' ? null : server.adminKey }, config, print);
    playing.catch(() => undefined); // of no interest once somebody has ended the demo
    const status = await Promise.race([playing, told(signal)]);
    if (status === null) return 1;
    if (!values.exit) await leaveUp(server.url, { signal, print });
    return status === 'SUCCEEDED' ? 0 : 1;
  } finally {
    await server.close();
  }
}

async function leaveUp(url: string, { signal, print }: { signal: AbortSignal; print: (line: string) => void }): Promise<void> {
  print(`\nThe server stays up: open ${url}/graphql in a browser. Ctrl-C ends it.`);
  await told(signal);
}

/** Resolves when a signal has told the process to end. */
async function told(signal: AbortSignal): Promise<null> {
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  return null;
}

/** Runs the example to its end on a server that is up, printing what happens. Gives back the run's last status. */
export async function playDemo(server: DemoAddress, config: Pick<Config, 'dataDir'>, print: (line: string) => void): Promise<string> {
  const { definition, output } = demoWork(config.dataDir);
  const saved = await mutate<{ workflow: { id: string } | null }>(server, SAVE, { name: 'mandelbrot', definition });
  const { eventCursor: after } = await call<{ eventCursor: string }>(server, CURSOR);
  const { run } = await mutate<{ run: DemoRun }>(server, START, { workflowId: saved.workflow!.id, enqueue: true });
  print(`the workflow mandelbrot was saved and started: ${run.tasks.nodes.map((task) => task.name).join(', ')}`);
  print('its live events, from a GraphQL subscription:\n');
  const logs = run.tasks.nodes.map((task) => new LogFollower(server, task, print));
  const status = await followEvents(server, { after, filter: { runId: run.id } }, print);
  await Promise.all(logs.map((log) => log.finish()));
  print(`\nthe run ${status === 'SUCCEEDED' ? 'succeeded' : `ended as ${status}`}; its picture: ${output}/mandelbrot.png`);
  return status;
}

interface DemoRun {
  readonly id: string;
  readonly tasks: { readonly nodes: readonly { readonly id: string; readonly name: string }[] };
}

async function mutate<T>(server: DemoAddress, mutation: string, input: object): Promise<T> {
  const answer = await call<Record<string, T & { userErrors: readonly { message: string }[] }>>(server, mutation, { input });
  const payload = Object.values(answer)[0]!;
  if (payload.userErrors.length > 0) throw new Error(payload.userErrors.map((error) => error.message).join('; '));
  return payload;
}

type EventMessage = { events: { event: (DemoEvent & { previousRunStatus?: string }) | null } };

async function followEvents(server: DemoAddress, variables: object, print: (line: string) => void): Promise<string> {
  const subscription = subscribe<EventMessage>(server, EVENTS, variables);
  try {
    for await (const { events } of subscription.messages) {
      const { event } = events;
      if (!event) continue;
      print(eventLine({ ...event, previousStatus: event.previousStatus ?? event.previousRunStatus ?? null }));
      if (event.__typename === 'RunEvent' && ENDED.has(event.runStatus ?? '')) return event.runStatus!;
    }
  } finally {
    await subscription.close();
  }
  throw new Error('the subscription ended before the run did');
}
