// Checking a call of a deployment: what goes in, what is wanted, what is set otherwise than the document says.
import type { AlgorithmBook } from './algorithm-book.ts';
import { givenInputsAt, type GivenInput } from './call/given-inputs.ts';
import { asCallFault } from './call/graph-call-fault.ts';
import { nodeOverridesAt } from './call/node-overrides.ts';
import { wantedOutputsAt } from './call/wanted-outputs.ts';
import type { GraphDocument } from './graph-document.ts';
import { graphPlanOf } from './graph-plan.ts';
import type { NodeOverride, WantedOutput } from './graph-spec.ts';

/** The members of a call as they came; others have no meaning. */
export interface GraphCallBody {
  readonly inputs?: unknown;
  readonly outputs?: unknown;
  readonly parameters?: unknown;
}

/** A call that can be carried out. */
export interface GraphCall {
  readonly inputs: readonly GivenInput[];
  readonly wanted: readonly WantedOutput[];
  readonly overrides: readonly NodeOverride[];
}

/**
 * The call against its document. `inputs` is needed; `outputs` and `parameters` may be absent or null. Texts of parameters stay texts, but are such as
 * their types take. Throws `GraphCallFault` (an INVALID) at the first fault. Costs no more than a look at each member: base64 is not decoded.
 */
export function graphCallAt(document: GraphDocument, book: AlgorithmBook, body: GraphCallBody): GraphCall {
  const plan = graphPlanOf(document);
  return asCallFault(() => ({
    inputs: givenInputsAt(body.inputs, ['inputs'], plan),
    wanted: wantedOutputsAt(body.outputs, ['outputs'], plan),
    overrides: nodeOverridesAt(body.parameters, ['parameters'], { document, plan, book }),
  }));
}
