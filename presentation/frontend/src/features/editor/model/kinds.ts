// The kinds of nodes as `GET /v1/node-kinds` tells of them: all that the editor knows of the language.

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
}

export interface NodeKind {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  readonly purpose_class: string;
  readonly fields: JsonSchema;
  readonly outcomes: readonly string[];
}

export type Kinds = ReadonlyMap<string, NodeKind>;

export const NODE_FORMAT = "noc-node";

export function kindsByName(items: readonly NodeKind[]): Kinds {
  return new Map(items.map((each) => [each.kind, each]));
}

/** Whether a value of this schema names a node. */
export function namesNode(schema: JsonSchema | undefined): boolean {
  return (
    schema?.format === NODE_FORMAT || (schema?.anyOf?.some((each) => each.format === NODE_FORMAT) ?? false)
  );
}

/** The outcomes that may stand as keys where this schema takes "a node, or a node for each outcome". */
export function outcomeWords(schema: JsonSchema): readonly string[] {
  const map = schema.anyOf?.find((each) => each.type === "object" && each.propertyNames?.enum);
  return (map?.propertyNames?.enum ?? []).map(String);
}
