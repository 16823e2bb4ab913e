import { spansOf } from '../detector.ts';
import type { Detector } from '../detector.ts';
import { dot } from '../traits.ts';

/** Prefixes that providers chose so that a leaked key can be recognised. */
const shapes = [
  String.raw`sk-[A-Za-z0-9_-]{10,}`,
  String.raw`[srp]k_(?:live|test)_[A-Za-z0-9]{10,}`,
  String.raw`gh[pousr]_[A-Za-z0-9]{16,}`,
  String.raw`github_pat_[A-Za-z0-9_]{16,}`,
  String.raw`glpat-[A-Za-z0-9_-]{16,}`,
  String.raw`(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])`,
  String.raw`xox[a-z]-[A-Za-z0-9-]{10,}`,
  String.raw`AIza[A-Za-z0-9_-]{30,}`,
  String.raw`hf_[A-Za-z0-9]{20,}`,
  String.raw`npm_[A-Za-z0-9]{30,}`,
];
const shaped = new RegExp(String.raw`(?<![A-Za-z0-9])(?:${shapes.join('|')})`, 'dg');
/** `sk-` and ten more. */
const shortestKey = 13;
const marks = /sk-|[srp]k_|gh[pousr]_|_pat_|glpat|AKIA|ASIA|xox|AIza|hf_|npm_/;

// Starts only at the beginning of a word, so that a long run of `eyJ` is read once.
const jwt = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?/dg;

/** `sk-learn-pipeline-steps` is prose; a key holds a digit or a long unbroken run. */
export const looksRandom = (found: string): boolean => /\d/.test(found) || /[A-Za-z]{16}/.test(found);

export const keyShapes: Detector = {
  name: 'key_shapes',
  category: 'SECRET',
  mayHold: (text, { longest }) => longest >= shortestKey && marks.test(text),
  find: (text) => spansOf(text, shaped, looksRandom),
};

export const jsonWebToken: Detector = {
  name: 'json_web_token',
  category: 'SECRET',
  mayHold: (text, { signs }) => (signs & dot) > 0 && text.includes('eyJ'),
  find: (text) => spansOf(text, jwt),
};
