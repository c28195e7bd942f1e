// Functions in Python as algorithms: what their annotations say, what they get and give, and how they end.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { NodeFailure } from '../../src/runner/graph/algorithm-code.ts';
import { requireTool } from '../ground/optional-tool.ts';
import { EXAMPLES, functionFile, functionGround, jsonOf, picture, rasterOf, type FunctionBench, type FunctionGround } from './function-bench.ts';

const TRIAL = functionFile('trial.py', `
from __future__ import annotations
import os, sys, time
from typing import Annotated, Literal, Optional
from switchyard import *

def everything(
    image: Image, labels: LabelImage, found: Detections, more: dict, table: NumericValues | None = None, mask: Optional[BinaryImage] = None,
    yes: bool = True, whole: Annotated[int, Range(1, 9), "how many"] = 3, broken: float = 0.5, text: Annotated[str, Range(max=20)] = "a b", way: Literal["left", "right"] = "right",
) -> tuple[Image, Annotated[Detections, "moved"], DataDict, str, Image]:
    """Shows

    all types."""
    for each in found:
        each.x += 1
    seen = dict(labels=labels.data[0], table=table, mask=mask is None, yes=yes, whole=whole, broken=broken, kind=type(broken).__name__, text=text, way=way, more=more)
    return image, found, seen, "read", Image(1, 1, 1, image.data[:1])

def who(image: Image) -> dict:
    return dict(pid=os.getpid(), environment=list(os.environ), directory=os.getcwd(), cached=os.path.exists(os.path.join(os.path.dirname(__file__), "__pycache__")))

def fail(image: Image) -> dict:
    raise ValueError("too dark")

def talk(image: Image) -> dict:
    print("one\\ntwo"); print("three", file=sys.stderr); sys.stdout.write("four"); os.write(1, b"five\\n")
    return {}

def block(image: Image) -> dict:
    print("blocking")
    while True: pass

def heed(image: Image) -> dict:
    print("waiting")
    while not stopping(): time.sleep(0.005)
    return {}

def leave(image: Image) -> dict:
    os._exit(7)

def hoard(image: Image, mib: Annotated[int, Range(1, 4000)] = 1) -> dict:
    kept = []
    while len(kept) < mib: kept.append(b"x" * 2**20)
    if mib > 100: time.sleep(600)
    return {}

def ask_to_leave(image: Image) -> dict:
    sys.exit(3)

def nothing(image: Image) -> dict: pass
def nan(image: Image) -> dict: return dict(mean=float("nan"))
def strange(image: Image) -> dict: return dict(values={1, 2})
def one(image: Image) -> tuple[Image, dict]: return image
def short(image: Image) -> Image: return Image(2, 2, 3, bytes(11))
def grey(image: Image) -> BinaryImage: return BinaryImage(1, 1, 1, b"\\x07")
def negative(image: Image) -> Image: return Image.from_array(255 - image.to_array())
def wide(image: Image) -> Image: return Image.from_array(image.to_array().astype("float32"))
def _helper(x): return x
`);

const shared: { ground?: FunctionGround; bench?: FunctionBench } = {};
const dot = [picture(1, 1, [9])];
beforeEach(async () => {
  const python = requireTool('python');
  shared.ground ??= await functionGround();
  shared.bench ??= await shared.ground.open([path.join(EXAMPLES, 'spots.py'), TRIAL], { python });
});
afterAll(async () => {
  await shared.bench?.[Symbol.asyncDispose]();
  await shared.ground?.[Symbol.asyncDispose]();
});

test('annotations make the description: inputs, outputs, parameters, their limits, and the words of the docstring', () => {
  expect(shared.bench!.of('trial.everything').description).toEqual({
    name: 'trial.everything',
    source: 'FUNCTION',
    description: 'Shows all types.',
    inputs: [
      { name: 'image', type: 'IMAGE' },
      { name: 'labels', type: 'IMAGE_LABEL' },
      { name: 'found', type: 'OBJECT_DETECTION' },
      { name: 'more', type: 'DATA_DICT' },
      { name: 'table', type: 'NUMERIC_VALUES', optional: true },
      { name: 'mask', type: 'IMAGE_BINARY', optional: true },
    ],
    outputs: [
      { name: 'image', type: 'IMAGE' },
      { name: 'moved', type: 'OBJECT_DETECTION' },
      { name: 'data_dict', type: 'DATA_DICT' },
      { name: 'text', type: 'TEXT' },
      { name: 'image2', type: 'IMAGE' },
    ],
    parameters: [
      { name: 'yes', type: 'BOOLEAN', default: 'true', description: '' },
      { name: 'whole', type: 'INTEGER', default: '3', min: 1, max: 9, description: 'how many' },
      { name: 'broken', type: 'NUMBER', default: '0.5', description: '' },
      { name: 'text', type: 'TEXT', default: 'a b', max: 20, description: '' },
      { name: 'way', type: 'CHOICE', default: 'right', choices: ['left', 'right'], description: '' },
    ],
  });
  expect(shared.bench!.algorithms.map(({ description }) => description.name)).not.toContain('trial._helper');
});

test('values of every kind go in by their names and come back in the shapes of the wire', async () => {
  const box = { id: 4, label: 'cell', confidence: 0.5, box: { x: 1, y: 2, width: 3, height: 4 }, color: { r: 1, g: 2, b: 3, a: 4 } };
  const inputs = [picture(2, 1, [1, 2, 3, 4, 5, 6]), picture(1, 1, [5]), { type: 'OBJECT_DETECTION', json: { detections: [box], referenceImageIndex: 0 } }, { type: 'DATA_DICT', json: { a: [null, 'ü'] } }, null, null] as const;
  const values = await shared.bench!.call('trial.everything', inputs, { parameters: { yes: false, whole: 7, broken: 2, text: '"quoted"', way: 'left' } });
  expect([...rasterOf(values[0]).data]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(jsonOf(values[1])).toEqual({ detections: [{ ...box, box: { ...box.box, x: 2 } }], referenceImageIndex: 0 });
  expect(jsonOf(values[2])).toEqual({ labels: 5, table: null, mask: true, yes: false, whole: 7, broken: 2, kind: 'float', text: '"quoted"', way: 'left', more: { a: [null, 'ü'] } });
  expect(jsonOf(values[3])).toMatchObject({ fields: [{ text: 'read', polygon: [] }], referenceImageIndex: 0 });
  expect([...rasterOf(values[4]).data]).toEqual([1]);
});

test('the example finds the spots of a drawn picture, and a negative of a negative is the picture', async () => {
  const rows = ['##...', '.#..#', '....#', '#....'];
  const samples = rows.flatMap((row) => [...row].map((dot) => (dot === '#' ? 220 : 30)));
  const [mask, spots] = await shared.bench!.call('spots.bright', [picture(5, 4, samples)], { parameters: { level: 200, smallest: 2, channel: 'mean' } });
  expect(rasterOf(mask)).toMatchObject({ meaning: 'BINARY', channels: 1 });
  expect([...rasterOf(mask).data]).toEqual(samples.map((sample) => (sample >= 200 ? 255 : 0)));
  expect((jsonOf(spots) as { detections: { box: unknown }[] }).detections.map(({ box }) => box)).toEqual([{ x: 0, y: 0, width: 2, height: 2 }, { x: 4, y: 1, width: 1, height: 2 }]);
  const colours = Array.from({ length: 3 * 2 * 4 }, (_, i) => (i * 53) % 256);
  const [dark] = await shared.bench!.call('spots.negative', [picture(3, 2, colours)], { parameters: { strength: 1 } });
  expect([...rasterOf(dark).data]).toEqual(colours.map((sample, i) => (i % 4 === 3 ? sample : 255 - sample)));
});

test('what a function prints comes line by line, and what its libraries print comes too', async () => {
  const { said } = shared.bench!;
  const from = said.length;
  await shared.bench!.call('trial.talk', dot);
  expect(said.slice(from).filter((line) => line !== 'five')).toEqual(['one', 'two', 'three', 'four']);
  await expect.poll(() => [...said, ...shared.ground!.logged].join('\n')).toContain('five');
});

test.each([
  ['fail', /^ValueError: too dark \(.*trial\.py:23\)$/],
  ['ask_to_leave', /SystemExit: 3/],
  ['nothing', /output data_dict: nothing was returned for it/],
  ['nan', /the results cannot be passed on: .*not JSON compliant/],
  ['strange', /the results cannot be passed on: .*set/],
  ['one', /returned no tuple of 2 results/],
  ['short', /a picture of 2 x 2 x 3 has 12 bytes, not 11 \(.*trial\.py:\d+\)/],
  ['grey', /output image_binary: a binary picture has the samples 0 and 255 only/],
])('%s fails with what is wrong, and the process stays', async (name, message) => {
  const before = await pid();
  const call = shared.bench!.call(`trial.${name}`, dot);
  await expect(call).rejects.toThrow(NodeFailure);
  await expect(call).rejects.toThrow(message);
  expect(await pid()).toBe(before);
});

test('arrays of numpy are pictures and pictures are arrays where it is installed, and else it is said what to install', async () => {
  const value = picture(2, 1, [1, 2, 3, 4, 5, 6]);
  const call = shared.bench!.call('trial.negative', [value]);
  if (spawnSync(requireTool('python'), ['-c', 'import numpy']).status === 0) {
    expect([...rasterOf((await call)[0]).data]).toEqual([254, 253, 252, 251, 250, 249]);
    await expect(shared.bench!.call('trial.wide', [value])).rejects.toThrow(/an array of the type float32; bring it to 0...255/);
  } else await expect(call).rejects.toThrow(/numpy is not there; install it for the Python of the runner, or work on Image\.data/);
});

test('a process that ends fails its call, and the next call has a new one', async () => {
  const before = await pid();
  await expect(shared.bench!.call('trial.leave', dot)).rejects.toThrow(/the process of the function ended: exit code 7/);
  expect(await pid()).not.toBe(before);
});

test('a function that takes more memory than its run may fails with the limit, ended with its process; one that takes less does not', async () => {
  const before = await pid();
  const call = { maxBytes: 64 * 2 ** 20 };
  await shared.bench!.call('trial.hoard', dot, { parameters: { mib: 8 }, call });
  expect(await pid()).toBe(before);
  await expect(shared.bench!.call('trial.hoard', dot, { parameters: { mib: 200 }, call })).rejects.toThrow(/^the function needs more memory than the 64 MiB that a run of this deployment may take/);
  expect(() => process.kill(before, 0)).toThrow(/ESRCH/);
});

test('a function that blocks is ended with its process when the run ends', async () => {
  const before = await pid();
  const end = new AbortController();
  await expect(shared.bench!.call('trial.block', dot, { call: { signal: end.signal, say: () => end.abort() } })).rejects.toThrow(/abandoned/);
  expect(() => process.kill(before, 0)).toThrow(/ESRCH/);
});

test('a function that asks whether it is to stop keeps its process', async () => {
  const before = await pid();
  const end = new AbortController();
  await expect(shared.bench!.call('trial.heed', dot, { call: { signal: end.signal, say: () => end.abort() } })).rejects.toThrow(/abandoned/);
  expect(await pid()).toBe(before);
});

test('a process has none of the runner\'s secrets, works where its file is, and leaves nothing beside it', async () => {
  const [value] = await shared.bench!.call('trial.who', dot);
  const { environment, directory, cached } = jsonOf(value) as { environment: string[]; directory: string; cached: boolean };
  expect(environment).toContain('PATH');
  expect(environment).not.toContain('SWITCHYARD_RUNNER_KEY');
  expect([directory, cached]).toEqual([path.dirname(TRIAL), false]);
});

async function pid(): Promise<number> {
  const [value] = await shared.bench!.call('trial.who', dot);
  return (jsonOf(value) as { pid: number }).pid;
}
