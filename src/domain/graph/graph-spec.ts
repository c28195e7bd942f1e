// What a `graph` task carries out: a document, what goes into it, what is wanted of it, and how much it may take.
import type { GraphDocument } from './graph-document.ts';
import type { GraphValue } from './graph-value.ts';

/** Values of parameters of one node for this run alone. */
export interface NodeOverride {
  /** Position of the node in the document. */
  readonly node: number;
  /** Text by name; every name is one of the node's. */
  readonly values: { readonly [name: string]: string };
}

/** One value that is wanted. */
export interface WantedOutput {
  readonly node: number;
  readonly output: number;
  readonly saveTemporary: boolean;
}

/** What one run may take. */
export interface GraphLimits {
  readonly timeoutSeconds: number;
  /** Memory of the process that carries it out, MiB. */
  readonly memoryMib: number;
}

/** The spec. It is complete: whoever claims it needs to ask for nothing but files. */
export interface GraphSpec {
  readonly kind: 'graph';
  /** Name of the deployment, for people. */
  readonly deployment: string;
  readonly document: GraphDocument;
  /** In the order of the workflow's own inputs. */
  readonly inputs: readonly GraphValue[];
  readonly overrides: readonly NodeOverride[];
  /** In the order in which they are answered. */
  readonly outputs: readonly WantedOutput[];
  readonly limits: GraphLimits;
  /** How long results are kept after the end. */
  readonly resultTtlSeconds: number;
}
