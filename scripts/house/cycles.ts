// Runtime import cycles, found as strongly connected components (Tarjan).
import type { SourceFile } from './source.ts';

/** Every group of files that import each other in a circle, each with its files in import order. */
export function importCycles(files: readonly SourceFile[]): string[][] {
  const targets = new Map(files.map((file) => [file.path, file.imports.flatMap(({ target }) => (target === null ? [] : [target]))]));
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  const visit = (file: string): number => {
    const index = order.size;
    order.set(file, index);
    low.set(file, index);
    stack.push(file);
    for (const next of targets.get(file) ?? []) {
      const reached = order.has(next) ? (stack.includes(next) ? (order.get(next) ?? index) : index) : visit(next);
      low.set(file, Math.min(low.get(file) ?? index, reached));
    }
    const lowest = low.get(file) ?? index;
    if (lowest === index) {
      const group = stack.splice(stack.indexOf(file));
      if (group.length > 1 || targets.get(file)?.includes(file)) cycles.push(group);
    }
    return lowest;
  };
  for (const { path } of files) if (!order.has(path)) visit(path);
  return cycles;
}

/** Each cycle as a sentence that says what to do. */
export function cycleReports(files: readonly SourceFile[]): string[] {
  return importCycles(files).map(
    (group) => `runtime import cycle of ${group.length}: ${[...group, group[0]].join(' -> ')}; move what both sides need into a file of its own, or use \`import type\``,
  );
}
