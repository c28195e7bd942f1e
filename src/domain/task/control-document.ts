// The guide to control: what each command does, to what, and when, for people who are new to it; its tables come from the tables that decide.
import { againSection } from '../document/again-section.ts';
import { COMMAND_MEANINGS } from '../document/command-section.ts';
import { endSection } from '../document/end-section.ts';
import { glossary, list, section } from '../document/markdown.ts';
import { pauseSection } from '../document/pause-section.ts';
import { RUN_COMMAND_MEANINGS } from '../document/run-section.ts';

/** The whole document in Markdown, with a line break at its end. */
export function controlDocument(): string {
  const origin = '<!-- Made from the code by `npm run control`: do not edit. -->';
  const title = section(
    1,
    'Control',
    'This page is for people who run work here: how to pause it, end it, and do it again, what exactly happens then, and when. A **task** is one piece of work; a **run** owns tasks that need each other; a **queue** is the line in which tasks wait; a **runner** takes them from there and carries them out. A `command` task runs a program; a `steps` task moves the devices of a **deck**, step by step, for one sample or many.',
    section(
      3,
      'Three things to know first',
      list([
        '**Every command answers at once, and truthfully.** It is accepted, refused with a reason and with what to do instead, or it does nothing because things are already so. A refusal changes nothing.',
        '**Commands travel through the database.** A command never fails because a runner cannot be reached; the runner hears of it when it beats the next time, which is usually at once. Commands and pauses survive restarts of everything.',
        '**Give a `requestId` and repeat without fear.** A command that is sent again with the same `requestId`, because an answer was lost, has one effect and gets the first answer.',
      ]),
    ),
    section(3, 'All commands on a task', glossary('command', COMMAND_MEANINGS), 'Which of them a task would accept now is in its field `allowedCommands`; every command in every situation is listed in [states.md](states.md).'),
    section(3, 'All commands on a run', glossary('command', RUN_COMMAND_MEANINGS)),
  );
  return [origin, title, pauseSection(), endSection(), againSection(), publishSection()].join('\n\n') + '\n';
}

function publishSection(): string {
  return section(
    2,
    'Declaring a result final',
    '`publishTask` says that the result of an ended task is good, whatever its status was: it counts as a success from then on, what needs it starts, and only `cloneTask` still works on it. `closeTask` seals a stopped task: it is neither enqueued nor retried any more; it can still be published, or reset.',
  );
}
