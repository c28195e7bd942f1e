// The definition that a version of a deployed workflow has: one graph, complete but for what each run brings.
import type { GraphDocument } from '../graph/graph-document.ts';
import type { GraphSpec } from '../graph/graph-spec.ts';
import type { WorkflowDefinition } from '../run/definition.ts';
import { DEFAULT_ALLOWANCE } from './deployment-input.ts';

/** Name of the one task of a run of a deployment. */
export const GRAPH_NODE = 'graph';

/** The parts of a graph spec that each run brings; the rest is in the version. */
export type GraphCallSpec = Omit<GraphSpec, 'kind' | 'document'>;

/** A definition that says nothing but what the document says, so that the same document makes the same version whatever else is changed of a deployment. */
export function deployedDefinition(document: GraphDocument): WorkflowDefinition {
  const { timeoutSeconds, memoryMib, resultTtlSeconds } = DEFAULT_ALLOWANCE;
  const spec: GraphSpec = { kind: 'graph', deployment: '', document, inputs: [], overrides: [], outputs: [], limits: { timeoutSeconds, memoryMib }, resultTtlSeconds };
  return { tasks: [{ node: GRAPH_NODE, spec, needs: [] }] };
}

/** The document of a definition; null for one that no deployment has made. */
export function documentOf(definition: WorkflowDefinition): GraphDocument | null {
  const [only, ...others] = definition.tasks;
  return only?.spec.kind === 'graph' && others.length === 0 ? only.spec.document : null;
}
