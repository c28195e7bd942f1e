// `switchyard settings`, `schema`, `states` and `control`: texts that are made from the code.
import { parseArgs } from 'node:util';
import { configTable } from '../../config.ts';
import type { CliCommand } from './cli-command.ts';

/** Prints the table of settings in Markdown. */
export const settingsCommand = printer('settings', 'Prints every setting with its default and meaning, in Markdown.', () => configTable());

/** Prints the GraphQL schema. */
export const schemaCommand = printer('schema', 'Prints the GraphQL schema in SDL.', async () => {
  const { printApiSchema } = await import('../../api/graphql/schema.ts');
  return await printApiSchema();
});

/** Prints the tables of states and commands. */
export const statesCommand = printer('states', 'Prints the tables of states and commands, in Markdown.', async () => {
  const { statesDocument } = await import('../../domain/task/states-document.ts');
  return statesDocument();
});

/** Prints the guide to control. */
export const controlCommand = printer('control', 'Prints the guide to pausing, ending and repeating work, in Markdown.', async () => {
  const { controlDocument } = await import('../../domain/task/control-document.ts');
  return controlDocument();
});

function printer(name: string, what: string, text: () => string | Promise<string>): CliCommand {
  return {
    help: `Usage: switchyard ${name}\n\n${what}\n`,
    async run(args, { out }) {
      parseArgs({ args: [...args], options: {} });
      out(await text());
      return 0;
    },
  };
}
