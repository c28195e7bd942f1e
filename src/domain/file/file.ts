// Files: what is known of each beside its bytes, and the stores they belong to.

/** Stores, each with a name space of paths and a limit of its own. UPLOAD is for people, ARTIFACT for what tasks leave, the others for one dialect each. */
export const FILE_STORES = ['CLEARML', 'IKOMIA', 'IVORY_CONFIG', 'IVORY_DATA', 'UPLOAD', 'ARTIFACT'] as const;
/** A store. */
export type FileStore = (typeof FILE_STORES)[number];

/** Limits of what is said of a file, in characters and seconds. */
export const FILE_LIMITS = { name: 255, path: 8_192, contentType: 127, expirySeconds: 315_360_000 } as const;

/** A file that can be read. */
export interface StoredFile {
  readonly id: string;
  readonly store: FileStore;
  /** Its name in the store for programs, unique there; null when it is known by its id alone. Never a path on a disk. */
  readonly path: string | null;
  /** As it was given, for people; show `displayName` of it. */
  readonly name: string;
  /** SHA-256 of the bytes, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
  readonly contentType: string;
  readonly projectId: string;
  /** Null when no user of ours brought it. */
  readonly createdBy: string | null;
  readonly createdAt: Date;
  /** When it goes by itself; null = when it is deleted. */
  readonly expiresAt: Date | null;
  readonly ord: number;
  /** Whether its sender says that it is a packed directory. */
  readonly isDirectoryArchive: boolean;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Whether a text is a SHA-256 as it is written here: the only texts that names on a disk are made of. */
export function isSha256(text: string): boolean {
  return SHA256.test(text);
}
