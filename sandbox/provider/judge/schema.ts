type JsonSchema = { enum?: unknown[]; const?: unknown; type?: unknown; anyOf?: JsonSchema[]; oneOf?: JsonSchema[]; properties?: Record<string, JsonSchema> };

/** What a request allows the judge to say. */
export type Allowed = {
  /** Undefined: the request has no schema, everything is allowed. */
  properties: ReadonlySet<string> | undefined;
  /** The values that a property is limited to; undefined: any. */
  values(property: string): ReadonlySet<unknown> | undefined;
  /** The names inside a property that is an object; none when it is not asked. */
  names(property: string): string[];
};

/** Reads `response_format: {type: 'json_schema', json_schema: {schema}}`. */
export function readAllowed(responseFormat: unknown): Allowed {
  const schema = (responseFormat as { json_schema?: { schema?: JsonSchema } } | undefined)?.json_schema?.schema;
  const properties = schema?.properties;
  return {
    properties: properties && new Set(Object.keys(properties)),
    values: (property) => properties?.[property] && valuesOf(properties[property]),
    names: (property) => Object.keys(properties?.[property]?.properties ?? {}),
  };
}

function valuesOf(schema: JsonSchema): Set<unknown> | undefined {
  if (schema.enum) return new Set(schema.enum);
  if ('const' in schema) return new Set([schema.const]);
  if (schema.type === 'null') return new Set([null]);
  const branches = schema.anyOf ?? schema.oneOf;
  if (!branches) return undefined;
  const values = branches.map(valuesOf);
  return values.includes(undefined) ? undefined : new Set(values.flatMap((branch) => [...branch!]));
}

/** The first of `wanted` that is allowed; else the last of them: a schema that allows none is the caller's mistake, and shows. */
export const choose = (allowed: ReadonlySet<unknown> | undefined, ...wanted: unknown[]): unknown =>
  wanted.find((value) => allowed === undefined || allowed.has(value)) ?? (allowed?.has(null) ? null : wanted.at(-1));
