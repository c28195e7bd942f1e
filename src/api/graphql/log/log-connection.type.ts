// Pages of output.
import { connectionType } from '../page/connection.type.ts';
import { LogLineType } from './log-line.type.ts';

/** A page of lines; its cursors also resume the live log. */
export const LogLineConnection = connectionType('LogLine', () => LogLineType);
