// What two subscriptions must have in common to share their executions: the operation without `after`, and its variables.
import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, print, type SelectionSetNode, separateOperations, visit } from 'graphql';

/** Name of the argument that says where a subscriber stands; it never changes what an event looks like. */
export const CURSOR_ARGUMENT = 'after';

/** A subscription operation as its group executes it. */
export interface SharedOperation {
  /** The chosen operation with its fragments, without `after`. */
  readonly document: DocumentNode;
  /** Its text: equal texts execute equally. */
  readonly text: string;
  /** Variables that are still used. */
  readonly variables: readonly string[];
}

/** The shareable form of a valid document's subscription; the names of fragments on the root type lead to the root field. */
export function sharedOperation(document: DocumentNode, operation: OperationDefinitionNode, rootType: string): SharedOperation {
  const own = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  const bare: DocumentNode = { ...own, definitions: own.definitions.map((definition) => bareDefinition(definition, rootType)) };
  const used = usedVariables(bare);
  const stripped: DocumentNode = { ...bare, definitions: bare.definitions.map((definition) => withoutUnused(definition, used)) };
  return { document: stripped, text: print(stripped), variables: [...used].toSorted() };
}

/** Equal for subscribers that share: operation, variables in a canonical order, authorisation scope. */
export function groupKey(shared: SharedOperation, variables: Readonly<Record<string, unknown>>, scope: string): string {
  const given = shared.variables.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, canonical(variables[name])]);
  return JSON.stringify([scope, shared.text, given]);
}

type Definition = DocumentNode['definitions'][number];

function bareDefinition(definition: Definition, rootType: string): Definition {
  if (definition.kind === Kind.OPERATION_DEFINITION) return { ...definition, selectionSet: bareRoot(definition.selectionSet) };
  const onRoot = definition.kind === Kind.FRAGMENT_DEFINITION && definition.typeCondition.name.value === rootType;
  return onRoot ? { ...definition, selectionSet: bareRoot(definition.selectionSet) } : definition;
}

// Only the root field's own argument goes: an `after` further inside is an argument like any other.
function bareRoot(set: SelectionSetNode): SelectionSetNode {
  const selections = set.selections.map((selection) => {
    if (selection.kind === Kind.FIELD) return withoutCursor(selection);
    return selection.kind === Kind.INLINE_FRAGMENT ? { ...selection, selectionSet: bareRoot(selection.selectionSet) } : selection;
  });
  return { ...set, selections };
}

function withoutCursor(field: FieldNode): FieldNode {
  return { ...field, arguments: (field.arguments ?? []).filter((argument) => argument.name.value !== CURSOR_ARGUMENT) };
}

function usedVariables(document: DocumentNode): Set<string> {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false, // the definition itself is no use
    Variable: (node) => { used.add(node.name.value); },
  });
  return used;
}

function withoutUnused(definition: Definition, used: ReadonlySet<string>): Definition {
  if (definition.kind !== Kind.OPERATION_DEFINITION) return definition;
  return { ...definition, variableDefinitions: (definition.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)) };
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, canonical(inner)]));
}
