// How large what a task is made of may be.

/**
 * Limits of a task's content. `name`, `comment`, `key` (of artifacts, models, parameters and configurations) and `text` (of one value) are in
 * characters, `json` is what one member of the document takes as JSON; the others count entries. Keys stand in indexes, whose entries end at
 * about 2,700 bytes.
 */
export const CONTENT_LIMITS = { name: 1_000, comment: 1_000_000, tags: 100, tag: 100, key: 500, text: 16_000_000, json: 32_000_000, items: 20_000, artifacts: 5_000, models: 1_000, preview: 1_000_000 } as const;
