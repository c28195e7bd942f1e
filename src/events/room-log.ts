// The little of a logger that this room uses.

/** Structured fields first, then a sentence: a pino logger fits. */
export interface RoomLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
