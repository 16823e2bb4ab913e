import { z } from 'zod';
import { readingGrader, readJson, type Grader } from './grader.ts';

const schema = z.strictObject({
  /** `all`: the worst part counts; `any`: the best; `mean`: the weighted mean. */
  combine: z.enum(['all', 'any', 'mean']).default('all'),
  parts: z.array(z.strictObject({
    grader: z.string(),
    expected: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown()), z.number()]),
    weight: z.number().gt(0).default(1),
    /** The part must not pass: its score counts turned round. */
    not: z.boolean().default(false),
  })).min(1),
});

/** Several rules for one reply: `{"combine": "all" | "any" | "mean", "parts": [{grader, expected, weight?, not?}]}`. */
export const composite = (graders: Readonly<Record<string, Grader>>): Grader =>
  readingGrader('{combine?, parts: [{grader, expected, weight?, not?}]}', (expected) => {
    const { combine, parts } = readJson(expected, schema);
    return {
      combine,
      parts: parts.map(({ grader: name, expected: part, weight, not }, place) => {
        const grader = Object.hasOwn(graders, name) ? graders[name] : undefined;
        if (grader === undefined) throw new Error(`parts.${place}: there is no grader ${name}; known are ${Object.keys(graders).join(', ')}`);
        const text = typeof part === 'string' ? part : JSON.stringify(part);
        const fault = grader.fault(text);
        if (fault !== undefined) throw new Error(`parts.${place}: ${fault}`);
        return { grader, text, weight, not };
      }),
    };
  }, (reply, { combine, parts }) => {
    const scores = parts.map(({ grader, text, not, weight }) => {
      const score = grader.grade(reply, text);
      return { score: not ? 1 - score : score, weight };
    });
    if (combine === 'all') return Math.min(...scores.map(({ score }) => score));
    if (combine === 'any') return Math.max(...scores.map(({ score }) => score));
    return scores.reduce((sum, { score, weight }) => sum + score * weight, 0) / scores.reduce((sum, { weight }) => sum + weight, 0);
  });
