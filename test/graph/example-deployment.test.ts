// The example deployment: its picture is drawn from the numbers that say where the beads lie, and its algorithms find each one.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { beads, renderScene, SCENE } from '../../examples/deployments/scene.ts';
import { bookOf } from '../../src/domain/graph/algorithm-book.ts';
import { BUILT_IN_ALGORITHMS } from '../../src/domain/graph/built-in/built-in-algorithms.ts';
import { documentAt, documentFaults } from '../../src/domain/graph/document-input.ts';
import { EXAMPLE_DEPLOYMENT } from '../../src/domain/graph/example/example-deployment.ts';
import { graphPlanOf } from '../../src/domain/graph/graph-plan.ts';
import { parameterValueAt } from '../../src/domain/graph/parameter-value.ts';
import type { ObjectDetectionValue } from '../../src/domain/graph/value/detections.ts';
import { valueShapeAt } from '../../src/domain/graph/value/value-input.ts';
import type { NodeValue, Raster } from '../../src/runner/graph/algorithm-code.ts';
import { BUILT_IN_CODE } from '../../src/runner/graph/built-in/built-in-code.ts';

const EXAMPLE = path.join(import.meta.dirname, '..', '..', 'examples', 'deployments');
const BOOK = bookOf(BUILT_IN_ALGORITHMS);

async function rasterOf(picture: Buffer): Promise<Raster> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, data };
}

/** What every node gives, carried out one after the other as the plan says. */
async function carriedOut(raster: Raster): Promise<readonly (readonly NodeValue[])[]> {
  const document = documentAt(EXAMPLE_DEPLOYMENT.document, [], BOOK);
  const { nodes, order } = graphPlanOf(document);
  const given: (readonly NodeValue[])[] = [];
  for (const index of order) {
    const node = nodes[index]!;
    const code = BUILT_IN_CODE.find(({ description }) => description.name === node.name)!;
    const parameters = Object.fromEntries(code.description.parameters.map((parameter, i) => [parameter.name, parameterValueAt(parameter, document.tasks[index]!.task_data.parameters[i]!.value)]));
    const inputs = node.inputs.map((edge): NodeValue | null => (edge === null ? null : edge.source < 0 ? { type: 'image', raster } : given[edge.source]![edge.output]!));
    given[index] = await code.run({ inputs, parameters, signal: new AbortController().signal, maxPixels: 10_000_000, say: () => undefined });
  }
  return given;
}

test('the document that is shipped as a file is the one that new databases get, and has no fault', () => {
  expect(JSON.parse(readFileSync(path.join(EXAMPLE, 'count-beads.json'), 'utf8'))).toEqual(EXAMPLE_DEPLOYMENT.document);
  expect(documentFaults(EXAMPLE_DEPLOYMENT.document, BOOK)).toEqual([]);
});

test('the picture that is shipped is the one that is rendered, but for the last bits of its encoding', async () => {
  const [shipped, rendered] = await Promise.all([rasterOf(readFileSync(path.join(EXAMPLE, 'beads.jpg'))), rasterOf(await renderScene())]);
  expect([shipped.width, shipped.height, rendered.width, rendered.height]).toEqual([SCENE.width, SCENE.height, SCENE.width, SCENE.height]);
  const apart = shipped.data.reduce((sum, value, i) => sum + Math.abs(value - rendered.data[i]!), 0);
  expect(apart / shipped.data.length).toBeLessThan(2);
});

test('the example finds every bead and nothing else, and changes the picture at the boxes alone', async () => {
  const raster = await rasterOf(readFileSync(path.join(EXAMPLE, 'beads.jpg')));
  const given = await carriedOut(raster);
  const [, objects] = given[4]!;
  const { detections } = valueShapeAt('OBJECT_DETECTION', objects!.type === 'image' ? null : objects!.json, []) as ObjectDetectionValue;
  const found = beads().map((bead) => detections.filter(({ box }) => Math.abs(box.x + box.width / 2 - bead.x) < 6 && Math.abs(box.y + box.height / 2 - bead.y) < 6 && Math.abs(box.width - 2 * bead.radius) < 10 && Math.abs(box.height - 2 * bead.radius) < 10).length);
  expect(found).toEqual(beads().map(() => 1));
  expect(detections).toHaveLength(beads().length);

  const drawn = given[5]![0]!;
  if (drawn.type !== 'image') throw new Error('the example answers no picture');
  expect([drawn.raster.width, drawn.raster.height]).toEqual([raster.width, raster.height]);
  const colourAt = ({ data, width, channels }: Raster, x: number, y: number) => [...data.subarray((y * width + x) * channels, (y * width + x) * channels + 3)];
  for (const { x, y } of beads()) expect(colourAt(drawn.raster, Math.round(x), Math.round(y))).toEqual(colourAt(raster, Math.round(x), Math.round(y)));
  for (const { box, color } of detections) expect(colourAt(drawn.raster, box.x, box.y + Math.floor(box.height / 2))).toEqual([color.r, color.g, color.b]);
});
