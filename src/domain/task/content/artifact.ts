// Artifacts: named files and values that a task reads or makes, told by where they are.
import type { JsonObject } from '../task-doc.ts';

/** Which way an artifact goes. */
export const ARTIFACT_MODES = ['input', 'output'] as const;
/** A way. */
export type ArtifactMode = (typeof ARTIFACT_MODES)[number];

/** What tells an artifact from the others of its task. */
export interface ArtifactName {
  readonly key: string;
  readonly mode: ArtifactMode;
}

/** One artifact. */
export interface Artifact extends ArtifactName {
  readonly type: string;
  readonly uri: string | null;
  /** Bytes. */
  readonly contentSize: number | null;
  readonly hash: string | null;
  /** Seconds since 1970, as its author gave them. */
  readonly at: number | null;
  /** `{preview, content_type, data_hash}`. */
  readonly typeData: JsonObject | null;
  /** Pairs to be shown. */
  readonly displayData: readonly (readonly (string | number)[])[] | null;
}

/** An artifact as it belongs to the generation of a task. */
export interface StoredArtifact extends Artifact {
  readonly taskId: string;
  readonly generation: number;
}

/** The generation of a task whose things are meant: those of older ones are history. */
export interface TaskGeneration {
  readonly taskId: string;
  readonly generation: number;
}
