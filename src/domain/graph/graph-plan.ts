// What a document says about the order of its work: who feeds whom, what goes in, what comes out when nobody says.
import type { IoType } from './algorithm.ts';
import { feedingOrder } from './document/circle.ts';
import { ROOT_INPUT, type GraphDocument } from './graph-document.ts';
import { commonType, typeWritten } from './io-type.ts';

/** Where an input's value comes from: an output of a node, or (`source` -1) an input of the workflow. */
export interface PlanEdge {
  readonly source: number;
  readonly output: number;
}

/** One node. Nodes are known by their positions in the document. */
export interface PlannedNode {
  readonly index: number;
  /** Name of the algorithm. */
  readonly name: string;
  /** One for each input of the algorithm; null = an optional one that nothing is connected to. */
  readonly inputs: readonly (PlanEdge | null)[];
  readonly inputTypes: readonly IoType[];
  readonly outputTypes: readonly IoType[];
  /** Nodes whose outputs it takes, each once, ascending. */
  readonly needs: readonly number[];
  /** Nodes that take an output of it, each once, ascending. */
  readonly dependants: readonly number[];
  /** 0 for nodes that need no other, else one more than the highest of those it needs. */
  readonly level: number;
}

/** One output of one node. */
export interface NodeOutput {
  readonly node: number;
  readonly output: number;
}

/** The plan. */
export interface GraphPlan {
  readonly nodes: readonly PlannedNode[];
  /** All nodes, each after those that it needs; the lower position first where both may. */
  readonly order: readonly number[];
  /** Nodes by level: those of one level do not need each other. */
  readonly levels: readonly (readonly number[])[];
  /** The type of each input of the workflow. */
  readonly roots: readonly IoType[];
  /** The last task in the document that feeds no other. */
  readonly lastLeaf: number;
  /** What is answered when the caller names no outputs: the exposed ones, else all of the last leaf. */
  readonly defaultOutputs: readonly NodeOutput[];
}

/** The plan of a checked document; made once for each document object. */
export function graphPlanOf(document: GraphDocument): GraphPlan {
  const known = plans.get(document);
  if (known) return known;
  const plan = planned(document);
  plans.set(document, plan);
  return plan;
}

const plans = new WeakMap<GraphDocument, GraphPlan>();

function planned(document: GraphDocument): GraphPlan {
  const order = feedingOrder(document.tasks.length, document.connections);
  if (order.length !== document.tasks.length) throw new Error('a graph with a circle has no plan: the document was never checked');
  const nodes = plannedNodes(document, order);
  const levels: number[][] = [];
  for (const { index, level } of nodes) (levels[level] ??= []).push(index);
  const sources = new Set(document.connections.map((connection) => connection.source_id));
  const lastLeaf = nodes.findLastIndex(({ index }) => !sources.has(index));
  return { nodes, order, levels, roots: rootTypes(document, nodes), lastLeaf, defaultOutputs: defaultOutputs(document, nodes[lastLeaf]!) };
}

function plannedNodes(document: GraphDocument, order: readonly number[]): readonly PlannedNode[] {
  const level = document.tasks.map(() => 0);
  const drafts = document.tasks.map(({ task_data: data }, index) => {
    const into = document.connections.filter((connection) => connection.target_id === index);
    const inputs = data.inputs.map((_, input): PlanEdge | null => {
      const edge = into.find((connection) => connection.target_index === input);
      return edge ? { source: edge.source_id, output: edge.source_index } : null;
    });
    const dependants = document.connections.filter((connection) => connection.source_id === index).map((connection) => connection.target_id);
    return { index, name: data.name, inputs, inputTypes: data.inputs.map(({ name }) => typeWritten(name)), outputTypes: data.outputs.map(({ name }) => typeWritten(name)), needs: distinct(into.map((edge) => edge.source_id).filter((id) => id !== ROOT_INPUT)), dependants: distinct(dependants) };
  });
  for (const index of order) level[index] = Math.max(-1, ...drafts[index]!.needs.map((need) => level[need]!)) + 1;
  return drafts.map((draft) => ({ ...draft, level: level[draft.index]! }));
}

function rootTypes(document: GraphDocument, nodes: readonly PlannedNode[]): readonly IoType[] {
  const wanted: IoType[][] = [];
  for (const { source_id: source, source_index: root, target_id: task, target_index: input } of document.connections) {
    if (source === ROOT_INPUT) (wanted[root] ??= []).push(nodes[task]!.inputTypes[input]!);
  }
  return Array.from(wanted, (types) => {
    const type = commonType(types ?? []);
    if (type === null) throw new Error('an input of the workflow has no type: the document was never checked');
    return type;
  });
}

function defaultOutputs(document: GraphDocument, leaf: PlannedNode): readonly NodeOutput[] {
  const exposed = (document.exposed_outputs ?? []).map((output): NodeOutput => ({ node: output.task_id, output: output.task_output_index }));
  return exposed.length > 0 ? exposed : leaf.outputTypes.map((_, output) => ({ node: leaf.index, output }));
}

function distinct(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
