// `switchyard doctor`: checks what a server needs, one line each, saying what to do about what is missing.
import { parseArgs } from 'node:util';
import { readConfig } from '../../config.ts';
import { checkData, checkDatabase, checkGit, checkNode, checkPort, checkPostgresBinaries } from './doctor-checks.ts';
import type { CliCommand } from './cli-command.ts';

/** The command. */
export const doctorCommand: CliCommand = {
  help: `Usage: switchyard doctor

Checks Node, git, the PostgreSQL binaries, the data directory, the port and the database.
The exit code is 0 when all is well.
`,
  async run(args, { out }) {
    parseArgs({ args: [...args], options: {} });
    const config = readConfig();
    const checks: readonly [string, () => Promise<string>][] = [
      ['node', () => checkNode(process.versions.node)],
      ['git', () => checkGit()],
      ['postgres', () => checkPostgresBinaries(config)],
      ['data', () => checkData(config)],
      ['port', () => checkPort(config)],
      ['database', () => checkDatabase(config)],
    ];
    let failed = 0;
    for (const [name, check] of checks) {
      const [mark, text] = await check().then((fine) => ['ok ', fine], (error: unknown) => [(failed++, 'NO '), error instanceof Error ? error.message : String(error)]);
      out(`${mark} ${name.padEnd(9)} ${text}\n`);
    }
    return failed === 0 ? 0 : 1;
  },
};
