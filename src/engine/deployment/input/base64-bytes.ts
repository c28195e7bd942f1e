// Reading base64 strictly, once.

/** The bytes of a text in base64 with its padding; null for any other text, and for none. */
export function base64Bytes(text: string): Buffer | null {
  if (text.length === 0 || text.length % 4 !== 0) return null;
  const bytes = Buffer.from(text, 'base64');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  // The decoder passes over what is no base64: then there are fewer bytes than there should be. It takes - and _ for + and /, which does no harm.
  return bytes.length === (text.length / 4) * 3 - padding ? bytes : null;
}
