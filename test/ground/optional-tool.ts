// Tools a newcomer's machine may lack: a test that needs one is skipped with one line, or fails where the tool is required.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { TestRunner } from 'vitest';

/** Where each optional tool is found: a variable that names its path, then programs to look for on PATH. */
const TOOLS = {
  chromium: { variable: 'SWITCHYARD_CHROMIUM', programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] },
  curl: { variable: 'SWITCHYARD_CURL', programs: ['curl'] },
  python: { variable: 'SWITCHYARD_PYTHON', programs: ['python3'] },
  /** A Python with the clients of others (ClearML's and Ikomia's), which nobody has by chance: test/interop/python-packages.ts makes it and names it. */
  clearml: { variable: 'SWITCHYARD_CLEARML_PYTHON', programs: [] },
} as const satisfies Record<string, { variable: string; programs: readonly string[] }>;

/** A tool some tests need and the product does not. */
export type OptionalTool = keyof typeof TOOLS;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Path of `tool`. Without it the test that is running is skipped here and now; when SWITCHYARD_REQUIRE (a comma list)
 * names the tool, or its variable names no program, this throws instead. Call it inside a test or a beforeEach.
 */
export function requireTool(tool: OptionalTool): string {
  const found = findTool(tool, process.env);
  if (found !== null) return found;
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error(`requireTool('${tool}') must be called inside a test or a beforeEach, so that it can skip it`);
  process.stderr.write(`skipped, needs ${tool}: ${test.name}\n`);
  return test.context.skip(`skipped, needs ${tool}`);
}

/** Path of `tool` as `environment` gives it, or null when it is absent and may be; throws when it is required or misnamed. */
export function findTool(tool: OptionalTool, environment: Environment): string | null {
  const { variable, programs } = TOOLS[tool];
  const named = environment[variable];
  if (named !== undefined && named !== '') {
    if (isProgram(named)) return named;
    throw new Error(`${variable}=${named} is not a program that can be run; correct it or unset it`);
  }
  for (const folder of (environment['PATH'] ?? '').split(path.delimiter)) {
    const found = programs.map((program) => path.join(folder, program)).find(isProgram);
    if (folder !== '' && found !== undefined) return found;
  }
  if (requiredTools(environment).includes(tool)) {
    throw new Error(`${tool} is required here (SWITCHYARD_REQUIRE) and was not found: install it, or name its path in ${variable}`);
  }
  return null;
}

function requiredTools(environment: Environment): string[] {
  const listed = (environment['SWITCHYARD_REQUIRE'] ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '');
  const unknown = listed.find((each) => !Object.hasOwn(TOOLS, each));
  if (unknown !== undefined) throw new Error(`SWITCHYARD_REQUIRE names "${unknown}", which no test asks for; known: ${Object.keys(TOOLS).join(', ')}`);
  return listed;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
