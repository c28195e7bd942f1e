// Measuring operations before they run: sums and depths over selections, fragments included, each fragment measured once.
import { type ASTNode, type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';

/** What a selection adds, and how what lies below it counts. */
export interface Measure {
  of(node: SelectionNode): number;
  /** `sum` adds what lies side by side; `max` keeps the largest, as for depths. */
  readonly combine: 'sum' | 'max';
  /** Whether what is asked about the schema counts, too; not when absent. */
  readonly introspected?: boolean;
}

/** Measures one operation. Fragments that spread themselves count once: another rule reports them. */
export function measureOperation(document: DocumentNode, operation: OperationDefinitionNode, measure: Measure): number {
  const fragments = new Map(document.definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]));
  const known = new Map<string, number>();

  const ofFragment = (name: string): number => {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, 0);
    const value = ofSelections(fragments.get(name)?.selectionSet);
    known.set(name, value);
    return value;
  };
  const ofSelection = (node: SelectionNode): number => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return measure.of(node) + ofFragment(node.name.value);
    return measure.of(node) + (measure.introspected !== true && isIntrospection(node) ? 0 : ofSelections(node.selectionSet));
  };
  const ofSelections = (set: SelectionSetNode | undefined): number => {
    const values = set?.selections.map(ofSelection) ?? [];
    return measure.combine === 'sum' ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values);
  };
  return ofSelections(operation.selectionSet);
}

/** Whether a field asks about the schema; graphql limits those by a rule of its own. */
function isIntrospection(node: SelectionNode): boolean {
  return node.kind === Kind.FIELD && (node.name.value === '__schema' || node.name.value === '__type');
}

function isFragment(node: ASTNode): node is FragmentDefinitionNode {
  return node.kind === Kind.FRAGMENT_DEFINITION;
}
