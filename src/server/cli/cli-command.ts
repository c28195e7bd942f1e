// What every command of the command line is made of.

/** Where a command writes. */
export interface CliOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** One command. */
export interface CliCommand {
  /** Its help: first line the usage, then what it does and its flags. */
  readonly help: string;
  /** Runs it and gives the exit code: 0 done, 1 failed, 2 wrongly called. */
  run(args: readonly string[], output: CliOutput): Promise<number>;
}

/** Thrown for arguments that cannot be understood; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
