// Where the bytes of files are read.

/** What the path of every address of bytes begins with. */
export const BLOBS_PREFIX = '/blobs/';
