// Closed sets of output lines.
import { LOG_SOURCES } from '../../../domain/attempt/log-line.ts';
import { stringEnum } from '../string-enum.ts';

/** Who wrote a line. */
export const LogSourceEnum = stringEnum('LogSource', LOG_SOURCES, {
  description: 'Who wrote a line of output.',
  values: { STDOUT: 'The work, on its standard output.', STDERR: 'The work, on its standard error.', SYSTEM: 'The runner, about the work.' },
});
