// The workflow document that a deployment serves: a graph of algorithms with the values of their parameters. Member names are those of the document.

/** A value of a parameter as the document and callers write it: text, read by the parameter's type. */
export interface DocumentParameter {
  readonly name: string;
  readonly value: string;
}

/** One algorithm of the graph. `task_id` equals its position. */
export interface DocumentTask {
  readonly task_id: number;
  readonly task_data: {
    /** Name of the algorithm. */
    readonly name: string;
    /** Every parameter that can be set, with its value here. */
    readonly parameters: readonly DocumentParameter[];
    /** `IODataType.<NAME>` of each. */
    readonly inputs: readonly { readonly name: string }[];
    readonly outputs: readonly { readonly name: string }[];
    readonly language?: number;
    readonly url?: string;
  };
}

/** An edge. `source_id` -1 is the workflow's own input, `source_index` its place among those. */
export interface DocumentConnection {
  readonly source_id: number;
  readonly source_index: number;
  readonly target_id: number;
  readonly target_index: number;
}

/** A whole document, checked and made complete: every task lists all parameters, inputs and outputs of its algorithm. */
export interface GraphDocument {
  readonly api?: { readonly version: string };
  readonly metadata: { readonly name: string; readonly description: string; readonly keywords: string };
  readonly tasks: readonly DocumentTask[];
  readonly connections: readonly DocumentConnection[];
  readonly exposed_parameters?: readonly { readonly name: string; readonly description: string; readonly task_id: number; readonly task_param_name: string }[];
  readonly exposed_outputs?: readonly { readonly description: string; readonly task_id: number; readonly task_output_index: number }[];
  readonly hardware_config?: { readonly min_cpu?: number; readonly min_ram?: number; readonly is_gpu_required?: boolean; readonly min_vram?: number };
}

/** Bounds of a document; `json` in characters. */
export const DOCUMENT_LIMITS = { json: 1_000_000, tasks: 200, connections: 2_000, parameters: 500, text: 10_000, exposed: 500, inputs: 64 } as const;

/** `source_id` of the workflow's own inputs. */
export const ROOT_INPUT = -1;
