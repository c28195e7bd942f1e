// The graph of a definition: faults, an order to run in, and what each node waits for.
import type { WorkflowDefinition } from './definition.ts';

/** A fault of a definition with its place. */
export interface DefinitionFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** Every fault of the graph: repeated nodes, unknown needs, cycles. Empty when it can run. */
export function graphFaults(definition: WorkflowDefinition): readonly DefinitionFault[] {
  const faults = [...repeatedNodes(definition), ...unknownNeeds(definition)];
  if (faults.length > 0) return faults;
  const left = nodesOnCycles(definition);
  if (left.length === 0) return [];
  return [{ path: ['tasks'], message: `these tasks need each other in a circle: ${left.slice(0, 20).join(', ')}` }];
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

function nodesOnCycles(definition: WorkflowDefinition): readonly string[] {
  const runnable = new Set(runOrder(definition));
  return definition.tasks.map((task) => task.node).filter((node) => !runnable.has(node));
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
  return definition.tasks.flatMap((task, i) =>
    task.needs.flatMap((need, k) =>
      nodes.has(need) ? [] : [{ path: ['tasks', String(i), 'needs', String(k)], message: `${task.node} needs ${need}, which is not defined` }],
    ),
  );
}
