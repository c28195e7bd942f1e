// `switchyard demo`: handed on to the demonstration with the settings.
import { readConfig } from '../../config.ts';
import type { CliCommand } from './cli-command.ts';

/** The command. */
export const demoCommand: CliCommand = {
  help: `Usage: switchyard demo [--exit]

Starts a server, runs two example workflows on it, one of them on an example deck, prints their live events, and leaves the server up.

  --exit  end when all has finished; the exit code is 0 when everything succeeded
`,
  async run(args) {
    const { runDemo } = await import('../demo.ts');
    return await runDemo(readConfig(), args);
  },
};
