import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { GRAPH_VALUE_TYPES } from '../../src/domain/graph/graph-value.ts';
import { parameterReading } from '../../src/domain/graph/parameter-value.ts';
import { valueShapeAt, type JsonValueType } from '../../src/domain/graph/value/value-input.ts';

const TYPES = GRAPH_VALUE_TYPES.filter((type): type is JsonValueType => type !== 'image');
const BOX = { x: 1, y: 2.5, width: 3, height: 4 };
const BLACK = { r: 0, g: 0, b: 0, a: 255 };
const THING = { id: 4, label: 'cat', confidence: 0.5, box: BOX, color: { r: 1, g: 2, b: 3, a: 4 } };
const POLYGON = { type: 4, polygon: [{ x: 0, y: 1 }], properties: { pen: {}, brush: {}, line: 1, category: 'a' } };

/** One value of each type, in the form in which it is written. */
const WRITTEN: { readonly [type in JsonValueType]: unknown } = {
  OBJECT_DETECTION: { detections: [THING], referenceImageIndex: 0 },
  INSTANCE_SEGMENTATION: { detections: [{ ...THING, type: 1, classIndex: 2, mask: 'AAAA', polygons: [POLYGON] }, { ...THING, type: 0, classIndex: 0, mask: 'AAAA' }], referenceImageIndex: 1 },
  SEMANTIC_SEGMENTATION: { mask: 'AAAA', classes: ['sky'], colors: [{ r: 1, g: 2, b: 3 }], referenceImageIndex: 0 },
  KEYPOINTS: { objects: [{ ...THING, points: [{ index: 0, x: 1, y: 2, z: 3 }] }], names: ['nose'], links: [{ index1: 0, index2: 1, label: 'l', color: BLACK }], referenceImageIndex: 0 },
  TEXT: { fields: [{ id: 0, label: '', text: 'hi', confidence: 1, color: BLACK, polygon: [{ x: 1, y: 2 }] }], referenceImageIndex: 0 },
  NUMERIC_VALUES: { outputType: 4, plotType: 3, headers: ['a'], valueLabels: [['x', 'y']], values: [['1', '2.5']] },
  BLOB_VALUES: { objects: [[{ measure: { id: 1, name: 'area', formula: '' }, values: [3], graphicsId: 9, label: '' }]] },
  INPUT_GRAPHICS: { layer: 'l', items: [POLYGON, { type: 1, point: { x: 1, y: 1 } }] },
  OUTPUT_GRAPHICS: { layer: 'l', items: [POLYGON], imageIndex: 2 },
  DATA_DICT: { anything: [1, null, { a: true }] },
  JSON: 'a text',
  DNN_DATASET: { images: [] },
  SCENE_3D: { layers: [] },
};

function refused(type: JsonValueType, value: unknown): string {
  try {
    valueShapeAt(type, value, ['v']);
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('values', () => {
  test('in the form in which they are written are read as they are, each type', () => {
    for (const type of TYPES) expect(valueShapeAt(type, WRITTEN[type], [])).toEqual(WRITTEN[type]);
  });

  test('of any JSON are read into one form or refused with their place, and that form is read as itself', () => {
    const inner = fc.oneof(fc.jsonValue(), fc.constantFrom(THING, [THING], BOX, [[1, 'a']], POLYGON, 'AAAA'));
    const keys = ['detections', 'objects', 'mask', 'fields', 'text', 'values', 'headers', 'items', 'layer', 'names', 'links', 'classes', 'colors', 'valueLabels', 'referenceImageIndex'];
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...keys), inner)), (type, value) => {
        let read: unknown;
        try {
          read = valueShapeAt(type, value, ['v']);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
          return;
        }
        expect(valueShapeAt(type, read, ['v'])).toEqual(read);
        // As texts: zero has one sign in JSON.
        expect(JSON.stringify(JSON.parse(JSON.stringify(read)))).toBe(JSON.stringify(read));
      }),
      { numRuns: 400 },
    );
  });

  test('have ids by position, full confidence and opaque black where nothing is said; members that are not of the type are left out', () => {
    expect(valueShapeAt('OBJECT_DETECTION', { detections: [{ box: BOX, more: 1 }, { box: BOX, color: { r: 9 } }] }, [])).toEqual({
      detections: [{ id: 0, label: '', confidence: 1, box: BOX, color: BLACK }, { id: 1, label: '', confidence: 1, box: BOX, color: { r: 9, g: 0, b: 0, a: 255 } }],
      referenceImageIndex: 0,
    });
  });

  test('of keypoints are taken from either name and written under one', () => {
    const { objects } = WRITTEN.KEYPOINTS as { objects: unknown };
    expect(valueShapeAt('KEYPOINTS', { detections: objects }, [])).toEqual({ objects, names: [], links: [], referenceImageIndex: 0 });
  });

  test('of tables may be numbers or texts and are written as texts; a text may stand alone', () => {
    expect(valueShapeAt('NUMERIC_VALUES', { values: [[1, '2', 0.5]] }, [])).toMatchObject({ outputType: 2, plotType: 0, values: [['1', '2', '0.5']] });
    expect(valueShapeAt('TEXT', { text: 'streamed' }, [])).toEqual({ text: 'streamed' });
    expect(valueShapeAt('TEXT', 'bare', [])).toEqual({ text: 'bare' });
    expect(valueShapeAt('DATA_DICT', [1], [])).toEqual([1]);
  });

  test('that are wrong are refused with the place', () => {
    expect(refused('OBJECT_DETECTION', { detections: [{ box: { x: 1 } }] })).toBe('v.detections.0.box.y: must be a number');
    expect(refused('OBJECT_DETECTION', { detections: [{ box: BOX, color: { r: 256 } }] })).toBe('v.detections.0.color.r: must be from 0 to 255');
    expect(refused('SEMANTIC_SEGMENTATION', { mask: 'data:image/png;base64,AA' })).toContain('v.mask: must be the base64 alone');
    expect(refused('NUMERIC_VALUES', { outputType: 3 })).toBe('v.outputType: must be one of 0, 2, 4, 8');
    expect(refused('OUTPUT_GRAPHICS', { items: [{ type: 8 }] })).toBe('v.items.0.type: must be from 0 to 7');
    expect(refused('OUTPUT_GRAPHICS', { items: [{ type: 4, polygon: [{ x: 1 }] }] })).toBe('v.items.0.polygon.0.y: must be a number');
    expect(refused('DATA_DICT', 'text')).toBe('v: must be an object or a list');
    expect(refused('JSON', { a: 'x\0' })).toBe('v.a: must not contain the NUL character');
    expect(refused('TEXT', undefined)).toBe('v: is undefined, which is not JSON');
  });
});

describe('texts of parameters', () => {
  test('that JavaScript and Python write for a value are read as that value', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), fc.boolean(), (number, whole, flag) => {
        const read = (type: 'NUMBER' | 'INTEGER' | 'BOOLEAN', text: string) => parameterReading({ name: 'p', type, default: '', description: '' }, text);
        expect(read('NUMBER', String(number))).toEqual({ value: number + 0 });
        expect(read('INTEGER', String(whole))).toEqual({ value: whole + 0 });
        expect(read('INTEGER', ` ${whole}.0 `)).toEqual({ value: whole + 0 });
        for (const text of [flag ? 'True' : 'False', String(flag), flag ? '1' : '0']) expect(read('BOOLEAN', text)).toEqual({ value: flag });
      }),
    );
  });

  test('that are no such value are refused', () => {
    for (const text of ['', 'NaN', 'Infinity', '1e999', '0x10', '1,5', 'None']) expect(parameterReading({ name: 'p', type: 'NUMBER', default: '0', description: '' }, text)).toHaveProperty('fault');
    for (const text of ['', '1.5', '1e3', '9007199254740993', 'True']) expect(parameterReading({ name: 'p', type: 'INTEGER', default: '0', description: '' }, text)).toHaveProperty('fault');
    for (const text of ['', '2', 'None', 'truee']) expect(parameterReading({ name: 'p', type: 'BOOLEAN', default: '0', description: '' }, text)).toHaveProperty('fault');
    expect(parameterReading({ name: 'p', type: 'TEXT', default: '', max: 3, description: '' }, 'four')).toEqual({ fault: 'must have at most 3 characters, has 4' });
  });
});
