// The ground of the tests of deployments: a bench with files, a runner that offers two algorithms, and a deployment of both in a row.
import { GRAPH_CAPABILITIES } from '../../src/domain/attempt/runner.ts';
import type { ReportItem, ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import type { AlgorithmDescription } from '../../src/domain/graph/algorithm.ts';
import type { GraphSpec } from '../../src/domain/graph/graph-spec.ts';
import type { GraphValue } from '../../src/domain/graph/graph-value.ts';
import { deployWorkflow, type DeployWorkflowInput } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { runDeployment, type RunDeploymentInput } from '../../src/engine/deployment/run-deployment.service.ts';
import type { CommandContext, Engine } from '../../src/engine/engine.ts';
import { type BlobGround, blobGround } from '../blobs/blob-ground.ts';
import type { BenchRunner } from '../engine/bench-runner.ts';
import { acceptedId, EngineBench } from '../engine/engine-bench.ts';

/** Two algorithms that no test carries out. */
export const INVERT: AlgorithmDescription = {
  name: 'test_invert', source: 'FUNCTION', description: 'Turns light into dark.', inputs: [{ name: 'image', type: 'IMAGE' }], outputs: [{ name: 'image', type: 'IMAGE' }],
  parameters: [{ name: 'strength', type: 'INTEGER', default: '100', min: 0, max: 100, description: 'Per cent.' }],
};
export const MEASURE: AlgorithmDescription = {
  name: 'test_measure', source: 'FUNCTION', description: 'Says how light it is.', inputs: [{ name: 'image', type: 'IMAGE' }], outputs: [{ name: 'light', type: 'DATA_DICT' }], parameters: [],
};

/** A document with both, one after the other; `strength` makes it another version. */
export function documentOf(strength = '50'): object {
  return {
    metadata: { name: 'test', description: '', keywords: '' },
    tasks: [
      { task_id: 0, task_data: { name: 'test_invert', parameters: [{ name: 'strength', value: strength }] } },
      { task_id: 1, task_data: { name: 'test_measure', parameters: [] } },
    ],
    connections: [{ source_id: -1, source_index: 0, target_id: 0, target_index: 0 }, { source_id: 0, source_index: 0, target_id: 1, target_index: 0 }],
  };
}

/** Base64 of so many bytes. */
export function imageOf(bytes: number, seed = 1): string {
  return Buffer.alloc(bytes, seed).toString('base64');
}

/** A runner for graphs. */
export function graphRunner(bench: EngineBench, name = 'g1', algorithms: readonly AlgorithmDescription[] = [INVERT, MEASURE]): Promise<BenchRunner> {
  return bench.runner(name, { kinds: ['graph'], queues: ['graph'], can: { graph: GRAPH_CAPABILITIES }, algorithms });
}

/** A bench with a store of bytes and the runner `g1`. */
export class DeploymentGround implements AsyncDisposable {
  readonly bench: EngineBench;
  readonly files: BlobGround;
  readonly engine: Engine;
  readonly runner: BenchRunner;

  private constructor(parts: { bench: EngineBench; files: BlobGround; engine: Engine; runner: BenchRunner }) {
    this.bench = parts.bench;
    this.files = parts.files;
    this.engine = parts.engine;
    this.runner = parts.runner;
  }

  static async open(): Promise<DeploymentGround> {
    const bench = await EngineBench.open({ poolSize: 12 });
    const files = await blobGround();
    const engine = { ...bench.engine, files: { blobs: files.blobs, maxFileBytes: 1_000_000, maxStoreBytes: 5_000_000, retentionDays: 0 } };
    return new DeploymentGround({ bench, files, engine, runner: await graphRunner(bench) });
  }

  /** Deploys and gives the deployment's id. */
  async deploy(input: Partial<DeployWorkflowInput> & { readonly name: string }): Promise<string> {
    return acceptedId(await deployWorkflow(this.engine, this.bench.as(), { document: documentOf(), ...input }));
  }

  /** Calls a deployment and gives the run's id. */
  async runOf(deployment: string | null, input: Partial<RunDeploymentInput> = {}, as: CommandContext = this.bench.as('operator')): Promise<string> {
    return acceptedId(await runDeployment(this.engine, as, { deployment, inputs: [{ image: imageOf(10) }], ...input }));
  }

  /** The spec of the task of a run. */
  async specOf(runId: string): Promise<GraphSpec> {
    return (await this.bench.one<{ spec: GraphSpec }>('SELECT spec FROM task WHERE run_id = $1', [runId])).spec;
  }

  /** Claims one attempt and reports a result and the end. */
  async finish(values: readonly GraphValue[] = [DATA]): Promise<ClaimedAttempt> {
    const attempt = await this.runner.take();
    await this.runner.report(this.resultOf(attempt, values));
    return attempt;
  }

  /** The items of a result and the end. */
  resultOf({ attemptId, epoch }: ClaimedAttempt, values: readonly GraphValue[]): readonly ReportItem[] {
    const ref = { attemptId, epoch };
    return [{ n: ++this.runner.n, type: 'result', values, ...ref }, { n: ++this.runner.n, type: 'finish', end: { by: 'DONE' }, ...ref }];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.files[Symbol.asyncDispose]();
    await this.bench[Symbol.asyncDispose]();
  }
}

/** A value as a runner reports it. */
export const DATA: GraphValue = { type: 'DATA_DICT', body: { inline: '{"light":0.5}' } };
