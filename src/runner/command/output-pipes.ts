// The pipes for a program's output. Node's own are sockets, and a program that opens /dev/stderr or /dev/stdout by name
// (`echo x > /dev/stderr`, `tee /dev/stderr`) fails on a socket with ENXIO; named pipes, unlinked once open, behave as in a shell.
import { closeSync, constants, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { PipeStock } from './pipe-stock.ts';

/** Both streams: the runner's ends, and the descriptors that the program gets. */
export interface OutputPipes {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly childFds: readonly [number, number];
  /** Closes the program's ends here, once it has them: the streams end with the last process that holds them. */
  release(): void;
}

/** Opens two pipes of the stock. */
export async function openOutputPipes(stock: PipeStock): Promise<OutputPipes> {
  const files = await stock.take();
  try {
    const [out, err] = [openPipe(files[0]), openPipe(files[1])];
    return { stdout: out.stream, stderr: err.stream, childFds: [out.fd, err.fd], release: () => [out.fd, err.fd].forEach((fd) => closeSync(fd)) };
  } finally {
    await Promise.all(files.map((file) => rm(file, { force: true })));
  }
}

// The reader first and without waiting: opening the writer then finds it and does not block.
function openPipe(file: string): { readonly stream: Readable; readonly fd: number } {
  const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const fd = openSync(file, constants.O_WRONLY);
  return { stream: new Socket({ fd: reader, readable: true, writable: false }), fd };
}
