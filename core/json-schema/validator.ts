import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import { linearRegExp } from './linear-reg-exp.ts';

/** What is wrong with a value, as a path and a rule, e.g. `/items/0 must be string`; undefined when nothing is. */
export type SchemaCheck = (value: unknown) => string | undefined;

/**
 * A check of values against a JSON schema (draft 2020-12; older schemas of the kinds that tools declare mean the same). Unknown
 * keywords and formats are ignored, as providers ignore them.
 *
 * @throws Error for a schema that is none, or whose patterns cannot be matched in linear time
 */
export function schemaCheck(schema: Readonly<Record<string, unknown>>): SchemaCheck {
  const validate = compile(schema);
  return (value) => {
    if (validate(value)) return undefined;
    const [error] = validate.errors ?? [];
    return error === undefined ? 'does not fit' : `${error.instancePath || 'the value'} ${error.message ?? 'does not fit'}`;
  };
}

/** Told apart by place, not by name: several schemas may share an id. A draft that is not known would be an error, and changes little. */
const left = new Set(['$schema', '$id']);

function compile(schema: Readonly<Record<string, unknown>>): ValidateFunction {
  const plain = Object.fromEntries(Object.entries(schema).filter(([key]) => !left.has(key)));
  return new Ajv2020({ strict: false, validateFormats: false, logger: false, code: { regExp: linearRegExp } }).compile(plain as AnySchema);
}
