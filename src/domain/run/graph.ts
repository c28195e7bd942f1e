// The graph of a definition: faults, an order to run in, and what each node waits for.
import type { WorkflowDefinition } from './definition.ts';

/** A fault of a definition with its place. */
export interface DefinitionFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** Most faults that are listed: a definition may name a million needs that do not exist. */
export const MAX_GRAPH_FAULTS = 100;

/** The faults of the graph: repeated nodes and unknown needs, else a circle. Empty when it can run. */
export function graphFaults(definition: WorkflowDefinition): readonly DefinitionFault[] {
  const faults = [...repeatedNodes(definition), ...unknownNeeds(definition)].slice(0, MAX_GRAPH_FAULTS);
  if (faults.length > 0) return faults;
  const circle = circleOf(definition);
  if (circle === null) return [];
  return [{ path: ['tasks'], message: `these tasks need each other in a circle: ${told(circle)}; remove one of these needs` }];
}

/** Nodes in an order in which each comes after what it needs; those on cycles are left out. */
export function runOrder(definition: WorkflowDefinition): readonly string[] {
  const open = new Map(definition.tasks.map((task) => [task.node, new Set(task.needs).size]));
  const dependents = dependentsOf(definition);
  const order = definition.tasks.filter((task) => task.needs.length === 0).map((task) => task.node);
  for (let i = 0; i < order.length; i++) {
    for (const next of dependents.get(order[i]!) ?? []) {
      const rest = open.get(next)! - 1;
      open.set(next, rest);
      if (rest === 0) order.push(next);
    }
  }
  return order;
}

/** For each node those that need it. */
export function dependentsOf(definition: WorkflowDefinition): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>(definition.tasks.map((task) => [task.node, []]));
  for (const task of definition.tasks) for (const need of new Set(task.needs)) dependents.get(need)?.push(task.node);
  return dependents;
}

/** Nodes of one circle, each needing the next and the last the first; null when there is none. */
function circleOf(definition: WorkflowDefinition): readonly string[] | null {
  const runnable = new Set(runOrder(definition));
  const needs = new Map(definition.tasks.map((task) => [task.node, task.needs]));
  let node = definition.tasks.find((task) => !runnable.has(task.node))?.node;
  if (node === undefined) return null;
  // Whatever cannot run needs something that cannot run either: going on that way must come back to where it has been.
  const places = new Map<string, number>();
  while (!places.has(node)) {
    places.set(node, places.size);
    node = needs.get(node)!.find((need) => !runnable.has(need))!;
  }
  return [...places.keys()].slice(places.get(node));
}

/** Most nodes of a circle that a message names. */
const MAX_NODES_TOLD = 20;

function told(circle: readonly string[]): string {
  const more = circle.length > MAX_NODES_TOLD ? [`${circle.length - MAX_NODES_TOLD} more`] : [];
  return [...circle.slice(0, MAX_NODES_TOLD), ...more, circle[0]].join(' needs ');
}

function repeatedNodes(definition: WorkflowDefinition): DefinitionFault[] {
  const seen = new Set<string>();
  return definition.tasks.flatMap((task, i) => {
    const isNew = !seen.has(task.node);
    seen.add(task.node);
    if (isNew) return [];
    return [{ path: ['tasks', String(i), 'node'], message: `the node ${task.node} is defined twice` }];
  });
}

function unknownNeeds(definition: WorkflowDefinition): DefinitionFault[] {
  const nodes = new Set(definition.tasks.map((task) => task.node));
  const faults: DefinitionFault[] = [];
  for (const [i, task] of definition.tasks.entries()) {
    for (const [k, need] of task.needs.entries()) {
      if (nodes.has(need)) continue;
      faults.push({ path: ['tasks', String(i), 'needs', String(k)], message: `${task.node} needs ${need}, which is not defined` });
      if (faults.length === MAX_GRAPH_FAULTS) return faults;
    }
  }
  return faults;
}
