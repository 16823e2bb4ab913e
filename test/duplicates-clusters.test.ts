import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearDuplicateClusters } from '../core/duplicates/clusters.ts';
import { bandKeysOf } from '../core/duplicates/min-hash.ts';
import { nearDuplicates } from '../core/duplicates/near-duplicates.ts';
import { nearTwinIndex } from '../core/duplicates/near-twins.ts';

const gramsOf = (text: string): Set<string> => {
  const points = Array.from(text);
  return points.length === 0 ? new Set() : points.length < 3 ? new Set([text]) : new Set(points.slice(2).map((last, at) => `${points[at]}${points[at + 1]}${last}`));
};
function jaccardOf(one: string, other: string): number {
  const [first, second] = [gramsOf(one), gramsOf(other)];
  const common = [...first].filter((gram) => second.has(gram)).length;
  return first.size + second.size === 0 ? 0 : common / (first.size + second.size - common);
}

/** Texts of few words, so that many are alike; astral characters among them. */
const word = fc.constantFrom('my', 'card', 'cards', 'is', 'lost', '卡丢了', '🙂', '🙂🙃', 'transfer', 'a', 'x');
const text = fc.array(word, { maxLength: 9 }).map((words) => words.join(' '));
const texts = fc.array(text, { maxLength: 30 });
const anyOrder = texts.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list.keys()], { minLength: list.length })));

/** Clusters as sets of members, whatever their labels. */
const members = (labels: Int32Array, nameOf: (index: number) => number): string[] =>
  [...Map.groupBy(labels.keys(), (index) => labels[index]).values()].map((group) => group.map(nameOf).sort((a, b) => a - b).join(' ')).sort();

describe('clusters of near-duplicates', () => {
  test('texts that differ in case, white space or Unicode form are one, other texts are not', () => {
    const labels = nearDuplicateClusters(['Where is my card?', 'I want my money back', ' where  is my CARD? ', 'ｗｈｅｒｅ is my card?', 'what is a card?']);
    expect([...labels]).toEqual([0, 1, 0, 0, 4]);
  });

  test('a chain joins texts that are not alike themselves', () => {
    const chain = Array.from({ length: 12 }, (_, step) => `${'z'.repeat(step)}the quick brown fox jumps over the lazy dog and sleeps ${step < 6 ? 'well' : 'wel'}`);
    expect(new Set(nearDuplicateClusters(chain)).size).toBe(1);
  });

  test('empty texts are alone, texts of one or two characters are near-duplicates of themselves only', () => {
    expect([...nearDuplicateClusters(['', ' ', 'a', 'ab', 'A', 'ba', 'ab', '🙂'])]).toEqual([0, 1, 2, 3, 2, 5, 3, 7]);
    expect([...nearDuplicateClusters([])]).toEqual([]);
  });

  test('are the sets that the verified pairs join, labelled with their smallest index', () => {
    fc.assert(
      fc.property(texts, (list) => {
        const labels = nearDuplicateClusters(list);
        const expected = Int32Array.from(list.keys());
        for (let changed = true; changed; ) {
          changed = false;
          for (const [one, other] of nearDuplicates(list).pairs) {
            const least = Math.min(expected[one] as number, expected[other] as number);
            changed ||= expected[one] !== expected[other];
            expected[one] = expected[other] = least;
          }
        }
        expect(labels).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('do not depend on the order of the texts', () => {
    fc.assert(
      fc.property(anyOrder, ([list, order]) => {
        const moved = nearDuplicateClusters(order.map((index) => list[index] as string));
        expect(members(moved, (place) => order[place] as number)).toEqual(members(nearDuplicateClusters(list), (index) => index));
      }),
      { numRuns: 300 },
    );
  });

  test('nor in crowds, where a template has thousands of fillings', () => {
    const list = Array.from({ length: 3_000 }, (_, order) => `please send the refund for my order number ${(order * 7919) % 100_003} to my account as soon as possible`);
    const labels = nearDuplicateClusters(list);
    expect(new Set(labels).size).toBe(1);
    const other = Array.from({ length: 3_000 }, (_, at) => `tracking ${((at * 7919) % 100_003).toString().repeat(3)} ${at % 3 ? 'late' : 'lost'} parcel`);
    const turned = nearDuplicateClusters(other.toReversed());
    expect(members(turned, (place) => other.length - 1 - place)).toEqual(members(nearDuplicateClusters(other), (index) => index));
  });

  test('can be had from keys that were made slice by slice', () => {
    fc.assert(
      fc.property(texts, fc.nat({ max: 30 }), (list, cut) => {
        const keys = Int32Array.from([...bandKeysOf(list.slice(0, cut)), ...bandKeysOf(list.slice(cut))]);
        expect(keys).toEqual(bandKeysOf(list));
        expect(nearDuplicateClusters(list, { keys })).toEqual(nearDuplicateClusters(list));
      }),
      { numRuns: 100 },
    );
  });
});

describe('near-duplicate pairs', () => {
  test('have their exact similarity, at least .8, and each stands once', () => {
    fc.assert(
      fc.property(texts, (list) => {
        const { pairs } = nearDuplicates(list);
        for (const [one, other, jaccard] of pairs) {
          expect(one).toBeLessThan(other);
          expect(jaccard).toBe(jaccardOf(list[one] as string, list[other] as string));
          expect(jaccard).toBeGreaterThanOrEqual(0.8);
        }
        expect(new Set(pairs.map(String)).size).toBe(pairs.length);
        // Equal texts meet in every band.
        for (const [at, one] of list.entries()) for (const [, other] of list.entries().drop(at + 1)) if (one === other && one !== '') expect(pairs.some(([first, second]) => list[first] === one && list[second] === one)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('of .8 exactly count, of less do not', () => {
    // 8 grams each, 10 in union, 8 in common: 8 / 10; then 9 / 12.
    const [whole, most] = ['abcdefghijkl', 'abcdefghij'];
    expect(jaccardOf(whole, most)).toBe(0.8);
    expect(nearTwinIndex([whole])(most)).toEqual({ index: 0, jaccard: 0.8 });
    expect(jaccardOf('abcdefghijklmn', 'abcdefghijk')).toBe(0.75);
    expect(nearTwinIndex(['abcdefghijklmn'])('abcdefghijk')).toBeUndefined();
  });
});

describe('the index of held-out texts', () => {
  test('answers as a comparison with every held text would', () => {
    fc.assert(
      fc.property(texts, fc.array(text, { maxLength: 10 }), (held, asked) => {
        const twinOf = nearTwinIndex(held);
        for (const one of asked) {
          const all = held.map((other) => jaccardOf(one, other));
          const best = Math.max(0, ...all);
          expect(twinOf(one)).toEqual(best >= 0.8 ? { index: all.indexOf(best), jaccard: best } : undefined);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('knows nothing when nothing is held', () => {
    expect(nearTwinIndex([])('where is my card?')).toBeUndefined();
    expect(nearTwinIndex(['', 'where is my card?'])('')).toBeUndefined();
  });
});
