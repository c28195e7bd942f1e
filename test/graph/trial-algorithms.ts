// Algorithms for tests of the executor: they wait, fail, break, take memory, and say when they were at work.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AlgorithmDescription, IoType } from '../../src/domain/graph/algorithm.ts';
import { NodeFailure, type AlgorithmCode, type NodeCall, type NodeValue } from '../../src/runner/graph/algorithm-code.ts';

function described(name: string, inputs: readonly IoType[], outputs: readonly IoType[], rest: Partial<AlgorithmDescription> = {}): AlgorithmDescription {
  const ports = (types: readonly IoType[]) => types.map((type, i) => ({ name: `p${i}`, type }));
  return { name, source: 'BUILT_IN', description: '', inputs: ports(inputs), outputs: ports(outputs), parameters: [], ...rest };
}

const number = (name: string, value: number) => ({ name, type: 'INTEGER', default: String(value), min: 0, max: 1_000_000_000, description: '' }) as const;
const dict = (json: object): NodeValue => ({ type: 'DATA_DICT', json: json as never });
const imageOf = ({ inputs }: NodeCall): Extract<NodeValue, { type: 'image' }> => inputs[0] as never;

const kept: Buffer[] = [];

export const BUILT_IN_CODE: readonly AlgorithmCode[] = [
  { description: described('same', ['IMAGE'], ['IMAGE']), run: async (call) => [imageOf(call)] },
  {
    description: described('invert', ['IMAGE'], ['IMAGE']),
    run: async (call) => {
      const { raster } = imageOf(call);
      return [{ type: 'image', raster: { ...raster, data: raster.data.map((sample, i) => (raster.channels === 4 && i % 4 === 3 ? sample : 255 - sample)) } }];
    },
  },
  { description: described('binary', ['IMAGE_BINARY'], ['IMAGE_BINARY']), run: async (call) => [imageOf(call)] },
  { description: described('size', ['IMAGE'], ['DATA_DICT'], { parameters: [number('plus', 0)] }), run: async (call) => [dict({ width: imageOf(call).raster.width, height: imageOf(call).raster.height, channels: imageOf(call).raster.channels, plus: call.parameters.plus })] },
  { description: described('both', ['IMAGE'], ['IMAGE', 'DATA_DICT']), run: async (call) => [imageOf(call), dict({ pid: process.pid })] },
  {
    description: described('wait', ['DATA_DICT'], ['DATA_DICT'], { parameters: [number('ms', 10)] }),
    run: async ({ inputs, parameters, signal, say }) => {
      const from = Date.now();
      say('waiting');
      await sleep(parameters.ms as number, undefined, { signal });
      return [dict({ from, to: Date.now(), after: (inputs[0] as { json: object }).json })];
    },
  },
  {
    description: described('block', ['DATA_DICT'], ['DATA_DICT'], { parameters: [number('ms', 60_000)] }),
    run: async ({ parameters }) => {
      for (const end = performance.now() + (parameters.ms as number); performance.now() < end; );
      return [dict({})];
    },
  },
  { description: described('join', ['DATA_DICT', 'DATA_DICT'], ['DATA_DICT']), run: async ({ inputs }) => [dict(inputs.map((value) => (value as { json: object }).json))] },
  { description: described('fail', ['DATA_DICT'], ['DATA_DICT']), run: async () => Promise.reject(new NodeFailure('it does not like this')) },
  { description: described('liar', ['DATA_DICT'], ['IMAGE']), run: async () => [{ type: 'image', raster: { width: 3, height: 3, channels: 3, data: new Uint8Array(5) } }] },
  { description: described('crash', ['DATA_DICT'], ['DATA_DICT']), run: async () => (process.kill(process.pid, 'SIGSEGV'), new Promise(() => undefined)) },
  {
    description: described('hog', ['DATA_DICT'], ['DATA_DICT'], { parameters: [number('mib', 10)] }),
    run: async ({ parameters, signal }) => {
      for (let mib = 0; mib < (parameters.mib as number) && !signal.aborted; mib += 8) {
        kept.push(Buffer.alloc(8 * 2 ** 20, 1));
        await sleep(5);
      }
      return [dict({})];
    },
  },
];
