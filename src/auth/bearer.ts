// The Authorization header of every call of ours: `Bearer <key id>.<secret>`.

/** What follows the word Bearer, or null when the header is absent or of another scheme. */
export function bearerOf(header: string | undefined): string | null {
  const match = /^bearer +([^\s]+) *$/i.exec(header ?? '');
  return match ? match[1]! : null;
}
