// The reader that tests of event streams trust.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StreamParser } from './stream-client.ts';

test('the parser of these tests reads every form that the standard allows', () => {
  const text = '\uFEFF: comment\r\nid: 1\revent: a\ndata: x\ndata:  y\r\ndata\n\nevent: lost\n\nid\ndata: é\r\n\r\nretry: 7\nretry: no\nid: a\0b\nunknown: z\ndata:last\n\ndata: cut off';
  const parsed = { events: [{ type: 'a', data: 'x\n y\n', lastEventId: '1' }, { type: 'message', data: 'é', lastEventId: '' }, { type: 'message', data: 'last', lastEventId: '' }], retry: 7, comments: 1 };
  fc.assert(fc.property(fc.array(fc.nat({ max: text.length })), (cuts) => {
    const parser = new StreamParser();
    const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
    places.slice(1).forEach((place, i) => parser.push(text.slice(places[i], place)));
    expect({ events: parser.events, retry: parser.retry, comments: parser.comments }).toEqual(parsed);
  }));
});
