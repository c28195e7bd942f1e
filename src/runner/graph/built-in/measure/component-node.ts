// Connected components: a label picture, boxes and measures.
import type { JsonValue } from '../../../../domain/event/event.ts';
import type { NodeCall, NodeValue } from '../../algorithm-code.ts';
import { imageAt, numberOf, textOf } from '../node-reading.ts';
import { picture, setPixels } from '../raster-channels.ts';
import { colourOfNumber } from '../draw/number-colour.ts';
import { type FoundObject, foundObjects } from './found-objects.ts';
import { pixelRuns } from './pixel-runs.ts';

/** Finds what hangs together. */
export async function components(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const { width, height } = raster;
  const runs = await pixelRuns(setPixels(raster), { width, height, corners: textOf(call, 'connectivity') === '8' }, call.signal);
  const found = await foundObjects(runs, { width, height, minArea: numberOf(call, 'min_area'), most: numberOf(call, 'max_objects') }, call.signal);
  if (found.all > found.listed.length) call.say(`${found.all} objects found; the ${found.listed.length} largest are listed (max_objects)`);
  const label = textOf(call, 'label');
  return [
    picture({ width, height, channels: 1, data: found.labels, meaning: 'LABEL' }),
    { type: 'OBJECT_DETECTION', json: { detections: found.listed.map((object) => detection(object, label)), referenceImageIndex: 0 } },
    { type: 'BLOB_VALUES', json: { objects: found.listed.map((object) => measures(object, label)) } },
  ];
}

function detection({ number, left, top, right, bottom }: FoundObject, label: string): JsonValue {
  return { id: number, label, confidence: 1, box: { x: left, y: top, width: right - left, height: bottom - top }, color: { ...colourOfNumber(number) } };
}

// The centre is the mean of the pixels' columns and rows; extent is the part of the box that the object covers.
function measures({ number, area, left, top, right, bottom, sumX, sumY }: FoundObject, label: string): JsonValue {
  const values: [string, number[]][] = [['Area', [area]], ['Center', [sumX / area, sumY / area]], ['Box', [left, top, right - left, bottom - top]], ['Extent', [area / ((right - left) * (bottom - top))]]];
  return values.map(([name, value], id) => ({ measure: { id, name, formula: '' }, values: value, graphicsId: number, label }));
}
