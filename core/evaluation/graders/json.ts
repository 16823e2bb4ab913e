import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { linearRegExp } from '../../json-schema/linear-reg-exp.ts';
import { jsonEqual } from '../json-equal.ts';
import { readingGrader, textGrader } from './grader.ts';

/** The same JSON value, keys in any order. The whole reply must be JSON: what reads it would not search for it either. */
export const jsonEquality = textGrader('a JSON value', jsonEqual);

/** The whole reply is JSON that follows a JSON Schema (2020-12). Unknown keywords and formats are faults of the case, never ignored. */
export const jsonSchema = readingGrader('a JSON Schema', readSchema, ({ text }, validate) => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 0;
  }
  return validate(value) ? 1 : 0;
});

function readSchema(expected: string): ValidateFunction {
  let schema: unknown;
  try {
    schema = JSON.parse(expected);
  } catch {
    throw new Error('not JSON');
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) throw new Error('a schema is an object');
  // An instance for each schema: one for all would keep every schema that it ever saw.
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, logger: false, code: { regExp: linearRegExp } });
  return ajv.compile(schema);
}
