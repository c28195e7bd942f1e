// The error of a process for graphs that could not be had.

/** Thrown when there is no process to carry a graph out; the message says why. */
export class HostError extends Error {
  override readonly name = 'HostError';
}
