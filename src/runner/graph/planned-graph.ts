// The graph of an attempt, held against the algorithms that this runner has.
import { graphPlanOf } from '../../domain/graph/graph-plan.ts';
import type { GraphSpec } from '../../domain/graph/graph-spec.ts';
import { parameterReading } from '../../domain/graph/parameter-value.ts';
import { InvalidWork } from '../command/invalid-work.ts';
import type { AlgorithmCode, ParameterValues } from './algorithm-code.ts';
import type { JobNode } from './host/graph-job.ts';
import type { AlgorithmHouse, KnownAlgorithm } from './open-algorithms.ts';

/** A node, and what carries it out when that is the runner itself. */
export interface PlannedWork extends JobNode {
  readonly code: AlgorithmCode | null;
}

/** What every node is carried out with. Throws `InvalidWork` for an algorithm that this runner has not, or has in another form than the document was made for. */
export function plannedGraph(spec: GraphSpec, { known }: Pick<AlgorithmHouse, 'known'>): readonly PlannedWork[] {
  return graphPlanOf(spec.document).nodes.map(({ index, name, inputs }): PlannedWork => {
    const algorithm = known.get(name);
    if (!algorithm) throw new InvalidWork(`this runner has no algorithm ${name} (node ${index}); start it with the file or the model server that has it, or give the deployment a queue whose runners do`);
    const { description, code } = algorithm;
    if (inputs.length > description.inputs.length) throw new InvalidWork(`${nodeName(index, name)} takes ${description.inputs.length} inputs on this runner, and the document connects ${inputs.length}; deploy the workflow again`);
    const ports = description.inputs.map((port, i) => ({ port, from: inputs[i] ?? null }));
    const missing = ports.find(({ port, from }) => from === null && !port.optional);
    if (missing) throw new InvalidWork(`${nodeName(index, name)} needs the input ${missing.port.name} on this runner, and nothing is connected to it; deploy the workflow again`);
    return { algorithm: name, isElsewhere: code !== null, inputs: ports, outputs: description.outputs, parameters: parametersOf(spec, index, algorithm), code };
  });
}

/** A node as messages name it. */
export function nodeName(index: number, algorithm: string): string {
  return `node ${index} (${algorithm})`;
}

/** Every parameter of the algorithm: as the run says, else as the document says, else its default. */
function parametersOf({ document, overrides }: GraphSpec, index: number, { description }: KnownAlgorithm): ParameterValues {
  const written = new Map(document.tasks[index]!.task_data.parameters.map(({ name, value }) => [name, value]));
  for (const { node, values } of overrides) if (node === index) for (const [name, value] of Object.entries(values)) written.set(name, value);
  const values = description.parameters.map((parameter) => {
    const reading = parameterReading(parameter, written.get(parameter.name) ?? parameter.default);
    if ('fault' in reading) throw new InvalidWork(`the parameter ${parameter.name} of ${nodeName(index, description.name)} ${reading.fault}`);
    return [parameter.name, reading.value] as const;
  });
  return Object.fromEntries(values);
}
