// Which outputs a caller wants, in the order in which they are answered.
import { invalid, listAt, optional, type InputPath } from '../../input/check.ts';
import type { GraphPlan } from '../graph-plan.ts';
import type { WantedOutput } from '../graph-spec.ts';
import { MAX_GRAPH_VALUES } from '../graph-value.ts';
import { openObjectAt } from '../open-object.ts';
import { GraphCallFault } from './graph-call-fault.ts';
import { pickedNode, wholeAt } from './node-pick.ts';

/** Reads `outputs`: an entry without `output_index` stands for all outputs of its task, in place; the same may be wanted twice. Absent, null or empty is the workflow's own choice. */
export function wantedOutputsAt(value: unknown, path: InputPath, plan: GraphPlan): readonly WantedOutput[] {
  const entries = optional(value, (v) => listAt(v, path, { max: MAX_GRAPH_VALUES, entry: (entry, at) => wantedAt(entry, at, plan) }), []);
  if (entries.length === 0) return plan.defaultOutputs.map((output) => ({ ...output, saveTemporary: false }));
  const wanted = entries.flat();
  if (wanted.length > MAX_GRAPH_VALUES) invalid(path, `name ${wanted.length} outputs, at most ${MAX_GRAPH_VALUES} are answered; leave some out`);
  return wanted;
}

function wantedAt(value: unknown, path: InputPath, plan: GraphPlan): readonly WantedOutput[] {
  const given = openObjectAt(value, path);
  const node = pickedNode(plan, given, path);
  const saveTemporary = optional(given['save_temporary'], (v) => (typeof v === 'boolean' ? v : invalid([...path, 'save_temporary'], 'must be true or false')), false);
  const outputs = node.outputTypes.map((_, output): WantedOutput => ({ node: node.index, output, saveTemporary }));
  const index = optional(given['output_index'], (v) => wholeAt(v, [...path, 'output_index']), null);
  if (index === null) return outputs;
  const one = outputs[index];
  if (!one) throw new GraphCallFault([...path, 'output_index'], `the task ${node.name} has ${outputs.length} outputs, counted from 0; there is no number ${index}`, 'not_found');
  return [one];
}
