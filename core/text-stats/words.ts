import { digit, half, joiner, kindsOfPair, kindsOfUnits, letter, mark, unspaced } from './signs.ts';
import { action, emptyHash, hashWith, kindsOfWord, stopWord } from './vocabulary.ts';

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

/**
 * Counts the words of a text: letters, marks and digits of any script with apostrophes, `_` and `-` inside, case apart.
 * Runs of scripts without blanks are split by `Intl.Segmenter`, the first `segmentChars` characters of them.
 */
export function countWords(text: string, segmentChars: number): WordCounts {
  const lower = text.toLowerCase();
  const { places, runs, cut } = findWords(lower, segmentChars);
  const segments = runs === '' ? undefined : segmenter.segment(runs)[Symbol.iterator]();
  let [words, stopWords, actions] = [0, 0, 0];
  const count = (hash: number, within: string, start: number, end: number): void => {
    const kinds = kindsOfWord(hash, within, start, end);
    if ((kinds & stopWord) > 0) stopWords += 1;
    if ((kinds & action) > 0) actions += 1;
    if (words === hashes.length) hashes = grown(hashes);
    hashes[words++] = hash;
  };
  for (let place = 0; place < places; place += 2) {
    const [start, end] = [spans[place]!, spans[place + 1]!];
    if (start >= 0) count(hashOf(lower, start, end), lower, start, end);
    else if (segments !== undefined) {
      for (let next = segments.next(); next.done !== true; next = segments.next()) {
        const { segment } = next.value;
        if (segment === border) break;
        count(hashOf(segment, 0, segment.length), segment, 0, segment.length);
      }
    }
  }
  return { words, stopWords, actions, hashes, cut };
}

/** Between the runs, so that all of them are split in one call: it costs as much as a dozen characters. No word spans it. */
const border = '\n';

function findWords(lower: string, segmentChars: number): { places: number; runs: string; cut: boolean } {
  let places = 0;
  let runs = '';
  let budget = segmentChars;
  let cut = false;
  for (let at = 0; at < lower.length; ) {
    let kinds = kindsOfUnits[lower.charCodeAt(at)]!;
    if (kinds === half) kinds = kindsOfPair(lower, at);
    if ((kinds & (inWord | unspaced)) === 0) {
      at += 1;
      continue;
    }
    const start = at;
    const isRun = (kinds & unspaced) > 0;
    at = endOf(lower, at, isRun ? unspaced : inWord | joiner);
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
    if (end - start > 1) runs += `${lower.slice(start, end)}${border}`;
    spans[places++] = end - start > 1 ? ~start : start;
    spans[places++] = end;
  }
  return { places, runs, cut };
}

/** Where the signs of some kinds end that begin at `at`. */
function endOf(text: string, from: number, wanted: number): number {
  let at = from;
  while (at < text.length) {
    const kinds = kindsOfUnits[text.charCodeAt(at)]!;
    if (kinds === half) {
      if ((kindsOfPair(text, at) & wanted) === 0) break;
      at += 2;
    } else if ((kinds & wanted) === 0) break;
    else at += 1;
  }
  return at;
}

function hashOf(text: string, start: number, end: number): number {
  let hash = emptyHash | 0;
  for (let at = start; at < end; at++) hash = hashWith(hash, text.charCodeAt(at));
  return hash;
}

function grown(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
