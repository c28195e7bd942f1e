#!/usr/bin/env node
// The process: hands its arguments to the command line and ends with its exit code.
import { runCommandLine } from './server/cli/command-line.ts';

const code = await runCommandLine(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
// What was written to a pipe may still be on its way; after that nothing (a kept-alive connection, say) may hold the process up.
for (const stream of [process.stdout, process.stderr]) await new Promise((resolve) => { stream.write('', resolve); });
process.exit(code);
