// `npm run demo`: a server, two example workflows side by side, and their live events from real subscriptions.
import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { onStopSignals } from '../runner/stop-signals.ts';
import { call, subscribe, type DemoAddress } from './demo/demo-client.ts';
import { DEMO_DECK, demoWorks, type DemoWork } from './demo/demo-definition.ts';
import { eventLine, type DemoEvent } from './demo/demo-printer.ts';
import { LogFollower } from './demo/log-follower.ts';
import { openLog } from './process-log.ts';
import { VERSION } from './program.ts';
import { startServer } from './start-server.ts';
import { startUpBlock } from './start-up-block.ts';

const SAVE = `mutation ($input: SaveWorkflowInput!) { saveWorkflow(input: $input) { workflow { id } userErrors { message } } }`;
const START = `mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id tasks { nodes { id name } } } userErrors { message } } }`;
const CURSOR = '{ eventCursor }';
const DECK = 'query ($name: String!) { deck(name: $name) { name } }';
const EVENTS = `subscription ($after: String, $filter: EventFilter) { events(after: $after, filter: $filter) { event { __typename kind at
  ... on TaskEvent { status previousStatus reason attemptNo exitCode hold phase { section index state } step { section index sample kind method state } task { id name } }
  ... on RunEvent { runStatus: status previousRunStatus: previousStatus run { name } } } } }`;
/** How long the first embedded runner may take to bring the example deck, and the time between two looks, in milliseconds. */
const DECK_WAIT_MS = 30_000;
const DECK_LOOK_MS = 100;
const ENDED = new Set(['SUCCEEDED', 'FAILED', 'STOPPED']);

/** The command: exit code 0 when the example has succeeded. Without `--exit` the server stays up until a signal ends it. */
export async function runDemo(config: Config, args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { exit: { type: 'boolean', default: false } } });
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const { signal, now } = onStopSignals();
  now.addEventListener('abort', () => process.exit(1)); // told twice: at once
  const server = await startServer({ ...config, decks: [...new Set([...config.decks, DEMO_DECK.file])] }, { log: openLog({ level: 'warn' }) });
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

/** Runs the examples to their ends on a server that is up, printing what happens. Gives back SUCCEEDED, or the status of the first that has not. */
export async function playDemo(server: DemoAddress, config: Pick<Config, 'dataDir'>, print: (line: string) => void): Promise<string> {
  const { works, output } = demoWorks(config.dataDir);
  await deckIsThere(server);
  const { eventCursor: after } = await call<{ eventCursor: string }>(server, CURSOR);
  const runs = await Promise.all(works.map((work) => start(server, work)));
  for (const { name, run } of runs) print(`the workflow ${name} was saved and started: ${run.tasks.nodes.map((task) => task.name).join(', ')}`);
  print('their live events, from GraphQL subscriptions:\n');
  const ends = await Promise.all(runs.map(({ run }) => follow(server, { run, after }, print)));
  const bad = ends.find((status) => status !== 'SUCCEEDED');
  print(`\n${runs.map(({ name }, i) => `the run ${name} ${ends[i] === 'SUCCEEDED' ? 'succeeded' : `ended as ${ends[i]}`}`).join(', ')}; a picture: ${output}/mandelbrot.png`);
  return bad ?? 'SUCCEEDED';
}

// Calls are checked against the deck when the run is created, so its runner must have come first.
async function deckIsThere(server: DemoAddress): Promise<void> {
  const deadline = performance.now() + DECK_WAIT_MS;
  while ((await call<{ deck: object | null }>(server, DECK, { name: DEMO_DECK.name })).deck === null) {
    if (performance.now() > deadline) throw new Error(`no runner has offered the deck ${DEMO_DECK.name} within ${DECK_WAIT_MS / 1_000} s; look into the log of the first embedded runner`);
    await new Promise((resolve) => setTimeout(resolve, DECK_LOOK_MS));
  }
}

async function start(server: DemoAddress, { name, definition }: DemoWork): Promise<{ name: string; run: DemoRun }> {
  const { workflow } = await mutate<{ workflow: { id: string } }>(server, SAVE, { name, definition });
  const { run } = await mutate<{ run: DemoRun }>(server, START, { workflowId: workflow.id, enqueue: true });
  return { name, run };
}

async function follow(server: DemoAddress, { run, after }: { run: DemoRun; after: string }, print: (line: string) => void): Promise<string> {
  const logs = run.tasks.nodes.map((task) => new LogFollower(server, task, print));
  const status = await followEvents(server, { after, filter: { runId: run.id } }, print);
  await Promise.all(logs.map((log) => log.finish()));
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
      const line = eventLine({ ...event, previousStatus: event.previousStatus ?? event.previousRunStatus ?? null });
      if (line !== null) print(line);
      if (event.__typename === 'RunEvent' && ENDED.has(event.runStatus ?? '')) return event.runStatus!;
    }
  } finally {
    await subscription.close();
  }
  throw new Error('the subscription ended before the run did');
}
