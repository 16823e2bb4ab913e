import { digit, half, joiner, kindsOfPoint, kindsOfUnits, letter, mark, unspaced } from './signs.ts';
import { createSpeller, pairAt, type Units } from './units.ts';
import { action, checkWith, hashSeed, hashWith, kindsOfWord, lowerOfUnits, stopWord } from './vocabulary.ts';

const begins = letter | mark | digit;
const goesOn = begins | joiner;
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

export type WordCounts = {
  words: number;
  stopWords: number;
  actions: number;
  /** Of each word, in order; valid until the next text is counted. */
  hashes: Int32Array;
  /** Whether there was more text without blanks than was split. */
  cut: boolean;
};

/** Between the runs, so that all of them are split in one call: it costs as much as a dozen characters. No word spans it. */
const border = '\n';

/** What is found in order, used again from row to row: the hash of a word, or a run of signs without blanks that is still to be split. */
let hashes = new Int32Array(1024);
let isRun = new Uint8Array(1024);
let merged = new Int32Array(1024);
const spell = createSpeller();

/**
 * Counts the words of a text: letters, marks and digits of any script with apostrophes, `_` and `-` inside, case apart.
 * Runs of scripts without blanks are split by `Intl.Segmenter`, the first `segmentChars` characters of them.
 *
 * @param units those of the text
 */
export function countWords(text: string, units: Units, segmentChars: number): WordCounts {
  const { codes, length } = units;
  // Bound here: what belongs to a module is looked up again for every sign.
  const [kindsOf, lowerOf] = [kindsOfUnits, lowerOfUnits];
  const counts = { words: 0, stopWords: 0, actions: 0, cut: false };
  let places = 0;
  let runs = '';
  let budget = segmentChars;
  for (let at = 0; at < length; ) {
    let kinds = kindsOf[codes[at]!]!;
    if (kinds === half) kinds = kindsOfPoint(pairAt(units, at));
    if ((kinds & (begins | unspaced)) === 0) {
      at += 1;
      continue;
    }
    if (places === hashes.length) makeRoom();
    const start = at;
    if ((kinds & unspaced) > 0) {
      at = endOfRun(units, start);
      const end = Math.min(at, start + budget);
      if (end < at) counts.cut = true;
      budget -= end - start;
      if (end === start) continue;
      // A single sign is a word.
      isRun[places] = end - start > 1 ? 1 : 0;
      if (end - start > 1) runs += `${text.slice(start, end)}${border}`;
      else hashes[places] = countWord(counts, codes, start, end);
      places += 1;
      continue;
    }
    let [hash, check] = [hashSeed, 0];
    while (at < length) {
      const code = codes[at]!;
      kinds = kindsOf[code]!;
      if (kinds === half) kinds = half | kindsOfPoint(pairAt(units, at));
      if ((kinds & goesOn) === 0) break;
      hash = hashWith(hash, lowerOf[code]!);
      check = checkWith(check, lowerOf[code]!);
      at += 1;
      if ((kinds & half) === 0) continue;
      hash = hashWith(hash, codes[at]!);
      check = checkWith(check, codes[at]!);
      at += 1;
    }
    note(counts, kindsOfWord(hash, check, codes, start, at));
    isRun[places] = 0;
    hashes[places++] = hash;
  }
  const inOrder = runs === '' ? hashes : withSplitRuns(counts, runs, places);
  return { ...counts, hashes: inOrder };
}

type Counts = Omit<WordCounts, 'hashes'>;

function note(counts: Counts, kinds: number): void {
  counts.words += 1;
  if ((kinds & stopWord) > 0) counts.stopWords += 1;
  if ((kinds & action) > 0) counts.actions += 1;
}

/** Counts one word that is known to stand somewhere, and returns its hash. */
function countWord(counts: Counts, codes: Uint16Array, start: number, end: number): number {
  let [hash, check] = [hashSeed, 0];
  for (let at = start; at < end; at++) {
    hash = hashWith(hash, lowerOfUnits[codes[at]!]!);
    check = checkWith(check, lowerOfUnits[codes[at]!]!);
  }
  note(counts, kindsOfWord(hash, check, codes, start, end));
  return hash;
}

/** The hashes of all words, those of the runs in their places. */
function withSplitRuns(counts: Counts, runs: string, places: number): Int32Array {
  const { codes } = spell(runs);
  const segments = segmenter.segment(runs)[Symbol.iterator]();
  if (merged.length < places + runs.length) merged = new Int32Array((places + runs.length) * 2);
  let words = 0;
  for (let place = 0; place < places; place++) {
    if (isRun[place] === 0) {
      merged[words++] = hashes[place]!;
      continue;
    }
    for (let next = segments.next(); next.done !== true && next.value.segment !== border; next = segments.next()) {
      const { segment, index } = next.value;
      merged[words++] = countWord(counts, codes, index, index + segment.length);
    }
  }
  return merged;
}

function endOfRun(units: Units, from: number): number {
  let at = from;
  while (at < units.length) {
    const kinds = kindsOfUnits[units.codes[at]!]!;
    const isHalf = kinds === half;
    if (((isHalf ? kindsOfPoint(pairAt(units, at)) : kinds) & unspaced) === 0) break;
    at += isHalf ? 2 : 1;
  }
  return at;
}

function makeRoom(): void {
  const [oldHashes, oldRuns] = [hashes, isRun];
  [hashes, isRun] = [new Int32Array(oldHashes.length * 2), new Uint8Array(oldHashes.length * 2)];
  hashes.set(oldHashes);
  isRun.set(oldRuns);
}
