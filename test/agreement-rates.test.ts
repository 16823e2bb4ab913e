import { expect, test } from 'vitest';
import { dawidSkene, smoothedShare, type RaterLabel } from '../core/agreement/dawid-skene.ts';
import { predictionPoweredMean } from '../core/agreement/prediction-powered.ts';
import { saltedShare } from '../core/splits/salted-share.ts';

const ones = (count: number, zeros: number): number[] => [...Array.from({ length: count }, () => 1), ...Array.from({ length: zeros }, () => 0)];

// Values of ppi-python 0.2.3.
test('prediction-powered inference of a mean equals its authors\' package', () => {
  const human = [1, 1, 0, 1, 0, 1, 1, 0];
  const judge = [1, 1, 1, 1, 0, 1, 0, 0];
  const found = predictionPoweredMean(human.map((value, place) => ({ human: value, judge: judge[place]! })), ones(13, 7));
  expect(found?.estimate).toBeCloseTo(0.65, 12);
  expect(found?.interval[0]).toBeCloseTo(0.2453493084, 9);
  expect(found?.interval[1]).toBeCloseTo(1.0546506916, 9);
  expect(found?.lambda).toBe(1);

  // From 200 labels on, lambda is tuned.
  const many = Array.from({ length: 240 }, (_, item) => ({ human: Number(item % 3 === 0), judge: Number((item % 3 === 0) !== (item % 7 === 0)) }));
  const tuned = predictionPoweredMean(many, Array.from({ length: 1_000 }, (_, item) => Number(item % 5 < 2)));
  expect(tuned?.estimate).toBeCloseTo(0.344349048713, 11);
  expect(tuned?.interval[0]).toBeCloseTo(0.297321961369, 11);
  expect(tuned?.interval[1]).toBeCloseTo(0.391376136056, 11);
});

test('without labels there is no rate; without anything else the labels speak alone', () => {
  expect(predictionPoweredMean([], [1, 0])).toBeUndefined();
  expect(predictionPoweredMean([{ human: 1, judge: 0 }, { human: 0, judge: 0 }], [])).toMatchObject({ estimate: 0.5, lambda: 0, unlabelled: 0 });
});

test('the interval covers the truth nineteen times of twenty although the judge is biased, and a useless judge is not listened to', () => {
  const truth = 0.2;
  let covered = 0;
  const runs = 200;
  for (let run = 0; run < runs; run += 1) {
    const item = (place: number): { human: number; judge: number } => {
      const human = saltedShare('truth', String(run), String(place)) < truth ? 1 : 0;
      const wrong = saltedShare('judge', String(run), String(place)) < (human === 1 ? 0.35 : 0.05);
      return { human, judge: wrong ? 1 - human : human };
    };
    const all = Array.from({ length: 1_200 }, (_, place) => item(place));
    const { interval } = predictionPoweredMean(all.slice(0, 250), all.slice(250).map(({ judge }) => judge))!;
    if (interval[0] <= truth && truth <= interval[1]) covered += 1;
  }
  expect(covered / runs).toBeGreaterThan(0.92);
  expect(covered / runs).toBeLessThan(0.98);

  const noise = Array.from({ length: 400 }, (_, place) => ({ human: place % 5 === 0 ? 1 : 0, judge: saltedShare('noise', String(place)) < 0.5 ? 1 : 0 }));
  expect(predictionPoweredMean(noise, noise.map(({ judge }) => judge))?.lambda).toBeLessThan(0.15);
});

/** 500 binary items, 25 raters of whom a part always says the contrary of what an honest one (.85 right) would; five look at each. */
function crowd(adversaries: number): { ratings: RaterLabel[]; truth: string[] } {
  const truth = Array.from({ length: 500 }, (_, item) => (saltedShare('item', String(item)) < 0.5 ? 'yes' : 'no'));
  const ratings = truth.flatMap((label, item) =>
    Array.from({ length: 5 }, (_, vote) => {
      const rater = Math.floor(saltedShare('rater', String(item), String(vote)) * 25);
      const right = saltedShare('vote', String(item), String(vote)) < 0.85 !== rater < adversaries;
      return { item: String(item), rater: String(rater), label: right ? label : label === 'yes' ? 'no' : 'yes' };
    }),
  );
  return { ratings, truth };
}

test('raters who say the contrary are found out and turned around: far better than the majority', () => {
  const { ratings, truth } = crowd(4);
  const { labels, accuracy } = dawidSkene(['yes', 'no'], ratings);
  const right = truth.filter((label, item) => labels.get(String(item))?.label === label).length / truth.length;
  const votes = Map.groupBy(ratings, ({ item }) => item);
  const majority = truth.filter((label, item) => votes.get(String(item))!.filter((vote) => vote.label === label).length >= 3).length / truth.length;
  expect(majority).toBeLessThan(0.92);
  expect(right).toBeGreaterThan(majority + 0.05);
  expect(Math.max(...['0', '1', '2', '3'].map((rater) => accuracy.get(rater)!))).toBeLessThan(0.35);
});

test('the order of the ratings changes no label, and three votes move a belief only a little', () => {
  const { ratings } = crowd(4);
  const sure = (all: readonly RaterLabel[]) => Object.fromEntries([...dawidSkene(['yes', 'no'], all).labels].map(([item, { label }]) => [item, label]));
  expect(sure(ratings.toReversed())).toEqual(sure(ratings));
  expect(smoothedShare({ up: 8, down: 2 }, { up: 3, down: 4 })).toBeCloseTo(0.6470588235, 10);
});
