// What the image library may do in the process of a run: read pictures, nothing that executes, draws or asks elsewhere.
import sharp from 'sharp';

/** Loaders that stay. Vector formats, documents and the rest are not needed, and each is code that a stranger's bytes would reach. */
const LOADERS = ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif', 'VipsForeignLoadTiff', 'VipsForeignLoadHeif'];

/** Settles it for this process: one thread for each operation, as nodes run beside each other already, and no cache, so that memory is what runs need. */
export function allowOnlyPictures(): void {
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
}
