// Nodes that the runner carries out itself: nobody begins one for a run that is over.
import { expect, test } from 'vitest';
import type { NodeCall } from '../../src/runner/graph/algorithm-code.ts';
import { NodeCalls } from '../../src/runner/graph/node-calls.ts';
import type { PlannedWork } from '../../src/runner/graph/planned-graph.ts';

test('a call that was asked for by a process that is being ended is not begun, and what was begun is told to stop', async () => {
  const begun: NodeCall[] = [];
  const sent: object[] = [];
  const description = { name: 'f.g', source: 'FUNCTION' as const, description: '', inputs: [], outputs: [], parameters: [] };
  const code = { description, run: (call: NodeCall) => (begun.push(call), new Promise<never>((_, reject) => { call.signal.addEventListener('abort', () => reject(new Error('stopped'))); })) };
  const work: PlannedWork = { algorithm: 'f.g', isElsewhere: true, inputs: [], outputs: [], parameters: {}, code };
  const calls = new NodeCalls([work, work], { host: { send: (message) => sent.push(message) }, maxPixels: 1, maxBytes: 1_000, say: () => undefined });
  calls.begin(0, []);
  expect([begun.length, begun[0]!.signal.aborted, begun[0]!.maxBytes]).toEqual([1, false, 1_000]);
  calls.end();
  expect(begun[0]!.signal.aborted).toBe(true);
  calls.begin(1, []);
  expect(begun.length).toBe(1);
  await new Promise((resolve) => { setImmediate(resolve); });
  expect(sent).toEqual([]);
});
