// What lists show of an image: its thumbnail, or the image itself where it is small enough.
import { expect, test } from 'vitest';
import { THUMBNAIL, thumbnailOf, type GraphValue } from '../../src/domain/graph/graph-value.ts';

const small: GraphValue = { type: 'image', body: { inline: 'AAAA' }, image: { contentType: 'image/jpeg', width: THUMBNAIL.side, height: 1 } };

test('a small JPEG that lies with its run is shown itself', () => {
  expect(thumbnailOf(small)).toBe('AAAA');
  expect(thumbnailOf({ ...small, body: { inline: 'A'.repeat(Math.ceil(THUMBNAIL.bytes / 3) * 4) } })).not.toBeNull();
});

test('any other image is shown by its thumbnail, or not at all', () => {
  const others: readonly GraphValue[] = [
    { ...small, image: { contentType: 'image/png', width: 1, height: 1 } },
    { ...small, image: { contentType: 'image/jpeg', width: 1, height: THUMBNAIL.side + 1 } },
    { ...small, body: { inline: 'A'.repeat(Math.ceil(THUMBNAIL.bytes / 3) * 4 + 4) } },
    { ...small, body: { file: 'one', sha256: 'a', size: 3 } },
    { type: 'image', body: { inline: 'AAAA' } },
  ];
  for (const value of others) {
    expect(thumbnailOf(value)).toBeNull();
    expect(thumbnailOf({ ...value, thumbnail: 'BBBB' })).toBe('BBBB');
  }
});
