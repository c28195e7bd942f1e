// What the processes of the measurement of deployments say to each other.

/** Sides of a picture in pixels, and the Gaussian that both servers smooth it with. */
export const SIDE = 64;
export const SIGMA = 1.5;
/** The JPEG of an answer as the runner writes it. */
export const JPEG = { quality: 95, chromaSubsampling: '4:4:4' } as const;

/** An order to the clients: so many runs in all, by so many clients of which each has one under way. */
export interface RunOrder {
  readonly port: number;
  /** Path before `/api/run`. */
  readonly base: string;
  readonly runs: number;
  readonly clients: number;
  /** Whether results are polled for; otherwise the first answer has them. */
  readonly polls: boolean;
}

/** A report: the port of a server at its start; of the clients, how long all took and each, and the last picture in base64. */
export interface RunReport {
  readonly port?: number;
  readonly seconds?: number;
  readonly millis?: readonly number[];
  readonly picture?: string;
}
