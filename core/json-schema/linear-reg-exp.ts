import { linearPattern } from '../evaluation/graders/linear-pattern.ts';

/** For ajv: patterns of a schema meet texts of models and users, so they must be linear. ajv tells patterns apart by `toString`. */
export const linearRegExp = Object.assign((source: string) => ({ ...linearPattern(source), toString: () => source }), { code: 'linearPattern' });
