import { jsonEqual } from './json-equal.ts';
import { normaliseText } from './normalise.ts';

/** 1: the reply is what was expected; 0: it is not. Never throws, whatever the reply. */
export type Grader = (reply: string, expected: string) => 0 | 1;

/** The graders by the name that a suite case gives; a new one is one more line. */
export const graders = {
  /** The same text, byte for byte. */
  exact: (reply, expected) => score(reply === expected),
  /** The same text but for case, white space and Unicode form. */
  normalised: (reply, expected) => score(normaliseText(reply) === normaliseText(expected)),
  /** The expected text stands in the reply, compared as by `normalised`; an empty one only in an empty reply. */
  contains: (reply, expected) => {
    const [whole, part] = [normaliseText(reply), normaliseText(expected)];
    return score(part === '' ? whole === '' : whole.includes(part));
  },
  /** The same JSON value, keys in any order. */
  json_equal: (reply, expected) => score(jsonEqual(reply, expected)),
} as const satisfies Record<string, Grader>;

export type GraderName = keyof typeof graders;
export const graderNames = Object.keys(graders) as [GraderName, ...GraderName[]];

/** Scores a reply by the grader of that name. */
export const grade = (name: GraderName, reply: string, expected: string): 0 | 1 => graders[name](reply, expected);

const score = (passed: boolean): 0 | 1 => (passed ? 1 : 0);
