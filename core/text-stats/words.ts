import { digit, half, joiner, kindsOfPoint, kindsOfUnits, letter, mark, unspaced } from './signs.ts';
import { createSpeller, pairAt, type Units } from './units.ts';
import { action, hashOf, kindsOfWord, stopWord } from './vocabulary.ts';

const inWord = letter | mark | digit;
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

/** Where the words of a text stand: pairs of start and end; runs without blanks as `~start`. Reused from row to row. */
let spans = new Int32Array(2048);
let hashes = new Int32Array(1024);
const spell = createSpeller();

/**
 * Counts the words of a text: letters, marks and digits of any script with apostrophes, `_` and `-` inside, case apart.
 * Runs of scripts without blanks are split by `Intl.Segmenter`, the first `segmentChars` characters of them.
 *
 * @param units those of the text
 */
export function countWords(text: string, units: Units, segmentChars: number): WordCounts {
  const { places, runs, cut } = findWords(text, units, segmentChars);
  const split = runs === '' ? undefined : { within: spell(runs), segments: segmenter.segment(runs)[Symbol.iterator]() };
  let [words, stopWords, actions] = [0, 0, 0];
  const count = ({ codes }: Units, start: number, end: number): void => {
    const hash = hashOf(codes, start, end);
    const kinds = kindsOfWord(hash, codes, start, end);
    if ((kinds & stopWord) > 0) stopWords += 1;
    if ((kinds & action) > 0) actions += 1;
    if (words === hashes.length) hashes = grown(hashes);
    hashes[words++] = hash;
  };
  for (let place = 0; place < places; place += 2) {
    const [start, end] = [spans[place]!, spans[place + 1]!];
    if (start >= 0) count(units, start, end);
    else if (split !== undefined) {
      for (let next = split.segments.next(); next.done !== true; next = split.segments.next()) {
        const { segment, index } = next.value;
        if (segment === border) break;
        count(split.within, index, index + segment.length);
      }
    }
  }
  return { words, stopWords, actions, hashes, cut };
}

/** Between the runs, so that all of them are split in one call: it costs as much as a dozen characters. No word spans it. */
const border = '\n';

function findWords(text: string, units: Units, segmentChars: number): { places: number; runs: string; cut: boolean } {
  const { codes, length } = units;
  const kindsOf = kindsOfUnits;
  let places = 0;
  let runs = '';
  let budget = segmentChars;
  let cut = false;
  for (let at = 0; at < length; ) {
    let kinds = kindsOf[codes[at]!]!;
    if (kinds === half) kinds = kindsOfPoint(pairAt(units, at));
    if ((kinds & (inWord | unspaced)) === 0) {
      at += 1;
      continue;
    }
    const start = at;
    const isRun = (kinds & unspaced) > 0;
    at = endOf(units, at, isRun ? unspaced : inWord | joiner);
    if (places + 2 > spans.length) spans = grown(spans);
    if (!isRun) {
      spans[places++] = start;
      spans[places++] = at;
      continue;
    }
    if (at - start > budget) cut = true;
    const end = Math.min(at, start + budget);
    budget -= end - start;
    if (end === start) continue;
    // A single sign is a word.
    if (end - start > 1) runs += `${text.slice(start, end)}${border}`;
    spans[places++] = end - start > 1 ? ~start : start;
    spans[places++] = end;
  }
  return { places, runs, cut };
}

/** Where the signs of some kinds end that begin at `at`. */
function endOf(units: Units, from: number, wanted: number): number {
  const { codes, length } = units;
  const kindsOf = kindsOfUnits;
  let at = from;
  while (at < length) {
    const kinds = kindsOf[codes[at]!]!;
    if (kinds === half) {
      if ((kindsOfPoint(pairAt(units, at)) & wanted) === 0) break;
      at += 2;
    } else if ((kinds & wanted) === 0) break;
    else at += 1;
  }
  return at;
}

function grown(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
