// Markdown: the few shapes that generated documents are made of.

/** A table; every row has as many cells as the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`);
  return lines.join('\n');
}

/** A table of words with their meanings, in the order of the record. */
export function glossary(name: string, meanings: Readonly<Record<string, string>>): string {
  return table([name, 'means'], Object.entries(meanings).map(([word, meaning]) => [code(word), meaning]));
}

/** A heading with the blocks below it. */
export function section(level: 1 | 2 | 3, title: string, ...blocks: readonly string[]): string {
  return [`${'#'.repeat(level)} ${title}`, ...blocks].join('\n\n');
}

/** Items one below the other. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A word as it stands in the program. */
export function code(word: string): string {
  return `\`${word}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
