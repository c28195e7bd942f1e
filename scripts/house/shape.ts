// Names and sizes: what a file, a function and a folder of src may measure, and the names that say nothing.
import path from 'node:path';
import type { SourceFile } from './source.ts';

/** Longest file, in lines. */
export const MAX_FILE_LINES = 350;
/** Longest function, in lines from its head to its closing brace. */
export const MAX_FUNCTION_LINES = 80;
/** Most files in one folder, subfolders not counted. */
export const MAX_FOLDER_FILES = 20;

const SAYS_NOTHING = /^(.*-)?(utils?|helpers?|common|misc|managers?)$|^(types?|index|base|shared|lib)$/;

/** Every breach of size or naming as a sentence that says what to do. */
export function shapeReports(files: readonly SourceFile[]): string[] {
  return [...longFiles(files), ...longFunctions(files), ...wideFolders(files), ...emptyNames(files), ...duplicateNames(files)];
}

function longFiles(files: readonly SourceFile[]): string[] {
  return files.filter(({ lines }) => lines > MAX_FILE_LINES).map(({ path: file, lines }) => `${file}: ${lines} lines, at most ${MAX_FILE_LINES}; split it by noun`);
}

function longFunctions(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.functions
      .filter(({ lines }) => lines > MAX_FUNCTION_LINES)
      .map(({ line, lines }) => `${file.path}:${line}: a function of ${lines} lines, at most ${MAX_FUNCTION_LINES}; give its parts names`),
  );
}

function wideFolders(files: readonly SourceFile[]): string[] {
  return [...Map.groupBy(files, (file) => path.posix.dirname(file.path))]
    .filter(([, inside]) => inside.length > MAX_FOLDER_FILES)
    .map(([folder, inside]) => `${folder}/: ${inside.length} files, at most ${MAX_FOLDER_FILES}; make a folder per noun`);
}

function emptyNames(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => SAYS_NOTHING.test(noun(file)))
    .map((file) => `${file.path}: the name says nothing; name the file after the noun that lives there`);
}

function duplicateNames(files: readonly SourceFile[]): string[] {
  return [...Map.groupBy(files, (file) => path.posix.basename(file.path))]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) => `${name} exists ${same.length} times (${same.map((file) => file.path).join(', ')}); a name must find one file: add the role as a suffix, e.g. task.store.ts`);
}

// `task` of `task.store.ts`: what follows the first dot is the role.
function noun(file: SourceFile): string {
  return path.posix.basename(file.path).split('.')[0] ?? '';
}
