// One run of a graph: its inputs fetched, its nodes carried out in a process, its result kept and told.
import { assertNever } from '../../domain/errors.ts';
import type { AttemptEnd, AttemptRef } from '../../domain/dispatch/protocol.ts';
import type { GraphValue } from '../../domain/graph/graph-value.ts';
import { LineSplitter } from '../command/line-splitter.ts';
import { NodeFailure } from './algorithm-code.ts';
import type { ClaimedGraph, GraphTools } from './execute-graph.ts';
import { keepOutputs, readInputs, type FileTools } from './graph-files.ts';
import type { GraphHouse } from './graph-house.ts';
import type { RunNews, RunOutcome } from './host/graph-host.ts';
import { HostError } from './host/host-error.ts';
import type { JobNode, JobOutput } from './host/graph-job.ts';
import { NodeCalls } from './node-calls.ts';
import { NodeJournal } from './node-journal.ts';
import { earlierTries } from './earlier-tries.ts';
import { nodeName, plannedGraph, type PlannedWork } from './planned-graph.ts';

/** With what a run is carried out. */
export interface RunTools extends GraphTools {
  readonly house: GraphHouse;
  /** Aborted when the run is to end; nothing is told of it then but why. */
  readonly signal: AbortSignal;
}

/** Carries it out. Rejects with `InvalidWork`, `NodeFailure` and `HostError` for the ends of those kinds, and with the reason of the signal. */
export async function carryOutRun(claimed: ClaimedGraph, tools: RunTools): Promise<AttemptEnd> {
  const { spec, attemptId, epoch } = claimed;
  const { house, signal, queue, session, context } = tools;
  const nodes = plannedGraph(spec, house.algorithms);
  const files: FileTools = { client: context.client, of: { session, attemptId, epoch }, signal };
  const inputs = await readInputs(spec.inputs, spec.limits.memoryMib * MIB, files);
  const journal = new NodeJournal({ attemptId, epoch }, { queue, nodes, tries: await earlierTries(claimed, tools) });
  try {
    const outputs = await inProcess({ spec, nodes, inputs }, { ...tools, journal });
    const values = await keepOutputs(outputs, (i) => spec.outputs[i]!.saveTemporary, files);
    signal.throwIfAborted();
    journal.close();
    tell({ attemptId, epoch }, values, tools);
    return { by: 'DONE' };
  } catch (error) {
    // Of a run that was ended from outside the server closes what is open; and it may be another's by now.
    if (signal.aborted) journal.discard();
    else journal.failOpen();
    throw error;
  }
}

const MIB = 2 ** 20;

interface Run extends Pick<ClaimedGraph, 'spec'> {
  readonly nodes: readonly PlannedWork[];
  readonly inputs: Awaited<ReturnType<typeof readInputs>>;
}

async function inProcess({ spec, nodes, inputs }: Run, { house, signal, output, journal }: RunTools & { readonly journal: NodeJournal }): Promise<readonly JobOutput[]> {
  const { pixels: maxPixels, parallel } = house.options;
  const maxBytes = spec.limits.memoryMib * MIB;
  const host = await house.hosts.take(maxBytes);
  const splitter = new LineSplitter();
  const say = (line: string): void => output.add('STDOUT', splitter.push(Buffer.from(`${line}\n`)));
  const calls = new NodeCalls(nodes, { host, maxPixels, maxBytes, say });
  try {
    // What is carried out elsewhere is waited for, not computed here.
    using _ = nodes.some(({ isElsewhere }) => isElsewhere) ? null : await house.turns.take(signal);
    const job = { nodes: nodes.map(jobNodeOf), inputs, wanted: spec.outputs, parallel, maxPixels, maxBytes };
    const outcome = await host.run(job, { signal, maxBytes, news: (news) => hear(news, { journal, calls, say }) });
    return outputsOf(outcome, { spec, nodes, journal });
  } finally {
    calls.end();
    house.hosts.give(host);
  }
}

// The code of a node stays here: no function travels over the channel.
function jobNodeOf({ algorithm, isElsewhere, inputs, outputs, parameters }: PlannedWork): JobNode {
  return { algorithm, isElsewhere, inputs, outputs, parameters };
}

function hear(news: RunNews, { journal, calls, say }: { readonly journal: NodeJournal; readonly calls: NodeCalls; readonly say: (line: string) => void }): void {
  switch (news.type) {
    case 'begin':
      return journal.begin(news.node);
    case 'end':
      return journal.end(news.node, news.outputs);
    case 'say':
      return say(news.line);
    case 'call':
      return calls.begin(news.node, news.inputs);
    case 'drop':
      return calls.drop(news.node);
    default:
      return assertNever(news);
  }
}

function outputsOf(outcome: RunOutcome, { spec, nodes, journal }: { readonly spec: ClaimedGraph['spec']; readonly nodes: readonly PlannedWork[]; readonly journal: NodeJournal }): readonly JobOutput[] {
  switch (outcome.type) {
    case 'done':
      return outcome.outputs;
    case 'failed': {
      const { node, message } = outcome;
      if (node !== null) journal.fail(node, message);
      throw new NodeFailure(node === null ? message : `${nodeName(node, nodes[node]!.algorithm)}: ${message}`);
    }
    case 'memory':
      throw new NodeFailure(`the run needs more memory than the ${spec.limits.memoryMib} MiB that a run of this deployment may take; send smaller pictures or raise the memory of the deployment`);
    case 'gone':
      throw new HostError(`the process that carried out the graph ended (${outcome.how})${journal.present}; the next run gets a new one`);
    case 'cancelled':
      throw new Error('the run was ended');
    default:
      return assertNever(outcome);
  }
}

/** Queues the result; it travels in the report of the end, which comes next. */
function tell(ref: AttemptRef, values: readonly GraphValue[], { queue }: Pick<RunTools, 'queue'>): void {
  const item = (n: number, told: readonly GraphValue[]): string => JSON.stringify({ n, type: 'result', ...ref, values: told });
  queue.push({ json: (n) => item(n, values), fallback: (n) => item(n, []), taken: () => undefined }, { isLate: true });
}
