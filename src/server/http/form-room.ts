// Rooms behind paths of one form, for dialects whose clients choose the names themselves.
import type { DoorRefusal } from '../session/caller-guard.ts';
import type { Room } from './front-door.ts';

/** A room behind paths that no list could name. It judges callers and pages of other origins itself. */
export interface FormRoom {
  /** What lists and figures call its paths. */
  readonly name: string;
  /** Whether a path, without its query, is one of these; asked when it is none of the exact ones, and begins like none of the prefixes. */
  readonly fits: (path: string) => boolean;
  readonly room: Room;
  /** The body of a refusal of the door on such a path: its clients may know no other form of an error than that of their dialect. */
  readonly refusal: (path: string, refusal: Pick<DoorRefusal, 'status' | 'body'>) => object;
}
