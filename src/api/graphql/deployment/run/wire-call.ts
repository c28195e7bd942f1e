// A call in the words of the wire, which the checks of graphs read; and places of faults back in the words of clients.
import { DomainError } from '../../../../domain/errors.ts';
import type { RunDeploymentInput } from './run-deployment.input.ts';

/** What is wanted, as the wire has it; what is null counts as absent. */
export function wireCall({ outputs, parameters }: RunDeploymentInput): { readonly outputs: unknown; readonly parameters: unknown } {
  return {
    outputs: outputs?.map(({ taskName, taskIndex, outputIndex, saveTemporary }) => given({ task_name: taskName, task_index: taskIndex, output_index: outputIndex, save_temporary: saveTemporary })),
    parameters: parameters?.map(({ taskName, taskIndex, parameters: values }) => given({ task_name: taskName, task_index: taskIndex, parameters: values })),
  };
}

const OWN_WORDS: Readonly<Record<string, string>> = { task_name: 'taskName', task_index: 'taskIndex', output_index: 'outputIndex', save_temporary: 'saveTemporary' };

/** What `work` gives; an INVALID tells its place in the words of clients. */
export async function inOwnWords<T>({ inputs }: RunDeploymentInput, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'INVALID' || error.path === null) throw error;
    const path = ownPath(error.path, inputs);
    throw new DomainError('INVALID', error.message.replace(error.path.join('.'), path.join('.')), { path });
  }
}

/** Behind the number of an input the wire has its type: what the client gave stands there under the name of its form. */
function ownPath(path: readonly string[], inputs: RunDeploymentInput['inputs']): readonly string[] {
  const [first, place, type, ...rest] = path;
  if (first !== 'inputs' || place === undefined || type === undefined) return path.map((part) => OWN_WORDS[part] ?? part);
  const form = (['file', 'fileId', 'base64', 'json'] as const).find((each) => inputs[Number(place)]?.[each] != null);
  return form === undefined ? [first, place] : [first, place, form, ...(form === 'json' ? rest : [])];
}

function given(members: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}
