// A single call as work: the smallest steps task there is, one call for one sample.
import type { NamedCall } from '../deck/call-check.ts';
import type { CallStep } from '../steps/step.ts';
import { ONE_SAMPLE, type StepsSpec } from '../steps/steps-spec.ts';
import { asWritten } from '../steps/written-value.ts';

/** The node of the only task in the run of a single call. */
export const SINGLE_NODE = 'call';

/** The spec of a call of values: it fails where a workflow would hold, because nobody has anything to go on with. */
export function singleCallSpec(deck: string, call: NamedCall): StepsSpec {
  const { instrument, method } = call;
  const args = Object.fromEntries(Object.entries(call.args).map(([name, value]) => [name, asWritten(value)]));
  return { kind: 'steps', deck, prep: [], main: [{ kind: 'call', instrument, method, args }], cleanup: [], onStepError: 'FAIL', source: ONE_SAMPLE };
}

/** Its name: `<instrument>.<method>`. */
export function singleCallName(spec: StepsSpec): string {
  const { instrument, method } = spec.main[0] as CallStep;
  return `${instrument}.${method}`;
}
