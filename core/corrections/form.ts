import { schemaCheck } from '../json-schema/validator.ts';
import type { CorrectionCheck } from './check.ts';
import { jsonOf } from './json-of.ts';

/** Longer than this many times the original (and than a page) it is another kind of answer. */
const longestRatio = 20;
const page = 4_000;

/** A corrected reply has the form of the agent's replies: the configured schema, JSON where the original was JSON, not empty, not endless. */
export const checkForm: CorrectionCheck = ({ original, reply }, { reply_schema }) => {
  if (reply.trim() === '') return { result: 'fail', code: 'empty' };
  const value = jsonOf(reply);
  if (reply_schema !== undefined) {
    if (value === undefined) return { result: 'fail', code: 'not_json' };
    return schemaCheck(reply_schema)(value) === undefined ? { result: 'pass', code: 'schema_holds' } : { result: 'fail', code: 'schema_broken' };
  }
  if (jsonOf(original) !== undefined && value === undefined) return { result: 'fail', code: 'not_json' };
  if (reply.length > Math.max(page, longestRatio * original.length)) return { result: 'review', code: 'far_longer' };
  return { result: 'pass', code: 'form_kept' };
};
