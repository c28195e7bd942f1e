// The document of states and commands, made from the same tables that decide, so that it cannot say anything else.
import { attemptSection } from '../document/attempt-section.ts';
import { commandSection } from '../document/command-section.ts';
import { controlSection } from '../document/control-section.ts';
import { runSection } from '../document/run-section.ts';
import { section } from '../document/markdown.ts';
import { statusSection } from '../document/status-section.ts';

/** The whole document in Markdown, with a line break at its end. */
export function statesDocument(): string {
  const intro = 'Work is described as **tasks**. A task waits in a **queue** until a **runner** (a worker program) takes it; each try at it is an **attempt**. Tasks that belong together and need each other form a **run**. This page says which states all of these can be in, what changes them, and what each command does in each of them.';
  const origin = '<!-- Made from the code by `npm run states`: do not edit. -->';
  return [origin, section(1, 'States and commands', intro), statusSection(), controlSection(), commandSection(), attemptSection(), runSection()].join('\n\n') + '\n';
}
