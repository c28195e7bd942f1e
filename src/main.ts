#!/usr/bin/env node
// The process: hands its arguments to the command line and ends with its exit code.
import { runCommandLine } from './server/cli/command-line.ts';

/** Longest time a finished command may be kept alive by something it forgot, ms. */
const LINGER_MS = 2_000;

process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
// Not process.exit(): what was written to a pipe may still be on its way.
setTimeout(() => process.exit(), LINGER_MS).unref();
