// A runner with algorithms of a test, and graphs for it in few words.
import { readlinkSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClaimedAttempt, ReportItem } from '../../src/domain/dispatch/protocol.ts';
import type { DocumentConnection } from '../../src/domain/graph/graph-document.ts';
import type { GraphSpec } from '../../src/domain/graph/graph-spec.ts';
import type { GraphValue } from '../../src/domain/graph/graph-value.ts';
import type { GraphOptions } from '../../src/runner/graph/graph-house.ts';
import type { DispatchPeer } from '../runner/dispatch-peer.ts';
import { processesWith } from '../runner/runner-under-test.ts';
import { BUILT_IN_CODE } from './trial-algorithms.ts';

const MODULE = pathToFileURL(path.join(import.meta.dirname, 'trial-algorithms.ts')).href;

export const TRIAL_GRAPHS: GraphOptions = { files: [], modelServers: new Map(), pixels: 1_000_000, parallel: 2, builtIn: { module: MODULE, algorithms: BUILT_IN_CODE.map(({ description }) => description) } };

/** A node: its algorithm, where each input comes from (`[node, output]`; node -1 is an input of the run), and its parameters. */
export interface TrialNode {
  readonly name: string;
  readonly from: readonly (readonly [number, number])[];
  readonly parameters?: { readonly [name: string]: string };
}

export const node = (name: string, from: TrialNode['from'] = [[-1, 0]], parameters: TrialNode['parameters'] = {}): TrialNode => ({ name, from, parameters });

/** A spec; all outputs of the last node are wanted unless it says otherwise. */
export function graphSpec(nodes: readonly TrialNode[], inputs: readonly GraphValue[], rest: Partial<GraphSpec> = {}): GraphSpec {
  const descriptionOf = (name: string) => BUILT_IN_CODE.find(({ description }) => description.name === name)!.description;
  const tasks = nodes.map(({ name, parameters = {} }, i) => {
    const { inputs: ins, outputs, parameters: known } = descriptionOf(name);
    const typed = (ports: typeof ins) => ports.map(({ type }) => ({ name: `IODataType.${type}` }));
    return { task_id: i, task_data: { name, parameters: known.map((parameter) => ({ name: parameter.name, value: parameters[parameter.name] ?? parameter.default })), inputs: typed(ins), outputs: typed(outputs) } };
  });
  const connections = nodes.flatMap(({ from }, i) => from.map(([source, output], target): DocumentConnection => ({ source_id: source, source_index: output, target_id: i, target_index: target })));
  const last = nodes.length - 1;
  return {
    kind: 'graph',
    deployment: 'trial',
    document: { metadata: { name: 'trial', description: '', keywords: '' }, tasks, connections },
    inputs,
    overrides: [],
    outputs: descriptionOf(nodes[last]!.name).outputs.map((_, output) => ({ node: last, output, saveTemporary: false })),
    limits: { timeoutSeconds: 30, memoryMib: 1_024 },
    resultTtlSeconds: 60,
    ...rest,
  };
}

export const dictValue = (json: object = {}): GraphValue => ({ type: 'DATA_DICT', body: { inline: JSON.stringify(json) } });
export const imageValue = (bytes: Buffer): GraphValue => ({ type: 'image', body: { inline: bytes.toString('base64') } });

/** The result of an attempt; throws when there is not exactly one. */
export function resultOf(peer: DispatchPeer, claimed: ClaimedAttempt): readonly GraphValue[] {
  const results = peer.facts.flatMap((fact) => (fact.type === 'result' && fact.attemptId === claimed.attemptId ? [fact] : []));
  if (results.length !== 1) throw new Error(`${results.length} results`);
  return results[0]!.values;
}

/** The JSON of a value that is kept with its row. */
export function jsonOf(value: GraphValue | undefined): Record<string, unknown> {
  if (!value || !('inline' in value.body)) throw new Error('not kept with its row');
  return JSON.parse(value.body.inline) as Record<string, unknown>;
}

/** Records of nodes: `<node> <state>` of phases, steps in brackets. */
export function nodesOf(peer: DispatchPeer, claimed: ClaimedAttempt): string[] {
  const told = (fact: ReportItem): string[] => (fact.type === 'phase' ? [`${fact.index} ${fact.state}`] : fact.type === 'step' ? [`(${fact.index} ${fact.state})`] : []);
  return peer.facts.filter((fact) => fact.attemptId === claimed.attemptId).flatMap(told);
}

/** Processes for graphs of the runner that works in the directory. */
export function hostsIn(workDir: string): number[] {
  return processesWith('graph-host-main').filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(workDir);
    } catch {
      // Ended between the two looks.
      return false;
    }
  });
}
