// What a graph and the process of a file of functions say to each other: frames of a JSON head and raw bytes over one channel.
import type { JsonValue } from '../../../domain/event/event.ts';
import type { ParameterValues, Raster } from '../algorithm-code.ts';

/** A value as a head tells it. Of a picture only its measures: its bytes are the next part of the frame. */
export type ValueHead = { readonly type: string; readonly image: Pick<Raster, 'width' | 'height' | 'channels' | 'meaning'> } | { readonly type: string; readonly json: JsonValue };

/** To the process. `call`: one at a time; `abandon`: its result is no longer waited for. The end of the channel ends the process. */
export type ToFunctions =
  | { readonly type: 'call'; readonly id: number; readonly function: string; readonly inputs: readonly (ValueHead | null)[]; readonly parameters: ParameterValues; readonly maxPixels: number }
  | { readonly type: 'abandon'; readonly id: number };

/** From the process. `loaded` or `refused` is the first message; of a call there are any number of `log` and one `result` or `failed`. */
export type FromFunctions =
  /** `algorithms`: descriptions that are still to be checked, named by their functions alone. */
  | { readonly type: 'loaded'; readonly algorithms: readonly unknown[] }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'result'; readonly id: number; readonly outputs: readonly ValueHead[] }
  /** `at`: file and line within the author's own code, when an error tells them. */
  | { readonly type: 'failed'; readonly id: number; readonly message: string; readonly at: string | null };

/** A message with the bytes that belong to it, part by part. */
export interface Frame<Head> {
  readonly head: Head;
  readonly parts: readonly Uint8Array[];
}
