// The command line: finds the command, gives help, turns errors into messages and exit codes.
import { ConfigError } from '../../config.ts';
import { DomainError } from '../../domain/errors.ts';
import { RunnerRefused } from '../../runner/runner-refused.ts';
import { EmbeddedPostgresError } from '../postgres/embedded-postgres-error.ts';
import { VERSION } from '../program.ts';
import { DeployRefused } from './deploy-refused.ts';
import { type CliCommand, type CliOutput, UsageError } from './cli-command.ts';

interface Entry {
  readonly summary: string;
  /** Loaded when asked for: `runner` must not pay for the server, nor `key` for GraphQL. */
  readonly load: () => Promise<CliCommand>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  serve: { summary: 'start the server (the default)', load: async () => (await import('./serve.command.ts')).serveCommand },
  runner: { summary: 'start a runner for a server', load: async () => (await import('./runner.command.ts')).runnerCommand },
  migrate: { summary: 'bring the database to the schema of this version', load: async () => (await import('./migrate.command.ts')).migrateCommand },
  user: { summary: 'make, list and disable users, set their passwords', load: async () => (await import('./user.command.ts')).userCommand },
  grant: { summary: 'let users into some projects only', load: async () => (await import('./grant.command.ts')).grantCommand },
  key: { summary: 'make, list and revoke access keys', load: async () => (await import('./key.command.ts')).keyCommand },
  deploy: { summary: 'give a workflow document to a server, to be run by name', load: async () => (await import('./deploy.command.ts')).deployCommand },
  demo: { summary: 'start a server and run example workflows on it', load: async () => (await import('./demo.command.ts')).demoCommand },
  doctor: { summary: 'check that this machine has what the server needs', load: async () => (await import('./doctor.command.ts')).doctorCommand },
  settings: { summary: 'print the table of settings', load: async () => (await import('./print.command.ts')).settingsCommand },
  schema: { summary: 'print the GraphQL schema', load: async () => (await import('./print.command.ts')).schemaCommand },
  states: { summary: 'print the tables of states', load: async () => (await import('./print.command.ts')).statesCommand },
  control: { summary: 'print the guide to control', load: async () => (await import('./print.command.ts')).controlCommand },
};

/** Runs one command line; never rejects. */
export async function runCommandLine(argv: readonly string[], output: CliOutput): Promise<number> {
  const [first, ...rest] = argv;
  if (first === '--help' || first === '-h' || first === 'help') return print(output, generalHelp());
  if (first === '--version') return print(output, `${VERSION}\n`);
  const isFlag = first === undefined || first.startsWith('-');
  const name = isFlag ? 'serve' : first;
  if (!Object.hasOwn(COMMANDS, name)) {
    output.err(`there is no command ${JSON.stringify(name)}\n\n${generalHelp()}`);
    return 2;
  }
  try {
    return await runCommand(await COMMANDS[name]!.load(), isFlag ? argv : rest, output);
  } catch (error) {
    output.err(`switchyard: ${explain(error)}\n`);
    return 1;
  }
}

async function runCommand(command: CliCommand, args: readonly string[], output: CliOutput): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) return print(output, command.help);
  try {
    return await command.run(args, output);
  } catch (error) {
    if (!isUsage(error)) throw error;
    output.err(`${error.message}\n\n${command.help}`);
    return 2;
  }
}

/** Our own errors already say what to do; a stack would only hide it. Anything else is shown whole. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = [ConfigError, DomainError, EmbeddedPostgresError, RunnerRefused, DeployRefused].some((kind) => error instanceof kind);
  return known ? error.message : (error.stack ?? error.message);
}

function isUsage(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}

function generalHelp(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const list = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: switchyard [command] [--help]\n\n${list.join('\n')}\n\nSettings come from the environment; \`switchyard settings\` lists them.\n`;
}

function print(output: CliOutput, text: string): number {
  output.out(text);
  return 0;
}
