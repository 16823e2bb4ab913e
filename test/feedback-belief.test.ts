import { expect, test } from 'vitest';
import { badProbability, type FeedbackFacts } from '../core/feedback/bad-probability.ts';
import { feedbackSchema } from '../core/feedback/config.ts';
import { outcomeSays } from '../core/feedback/outcome.ts';
import { userReliability, type Vote } from '../core/feedback/reliability.ts';
import { toneOf } from '../core/feedback/text-tone.ts';
import { saltedShare } from '../core/splits/salted-share.ts';

const config = feedbackSchema.parse({});
const silent: FeedbackFacts = { rating: null, thumbs: null, tone: null, corrected: false, askedAgain: null, abandoned: null, outcome: null };
const chance = (facts: Partial<FeedbackFacts>, reliability?: { low: number; high: number; votes: number; labelled: number }) =>
  badProbability({ ...silent, ...facts }, reliability, config).probability;
const deaf = { low: 0, high: 0, votes: 40, labelled: 10 };

test('evidence adds up: each piece against the reply raises the probability, each one for it lowers it', () => {
  expect(chance({})).toBeCloseTo(config.prior_bad, 10);
  const against = [{}, { rating: 2 }, { rating: 2, tone: 'complaint' }, { rating: 2, tone: 'complaint', corrected: true }, { rating: 1, tone: 'complaint', corrected: true, askedAgain: true }] as const;
  const rising = against.map((facts) => chance(facts));
  expect(rising.toSorted((one, other) => one - other)).toEqual(rising);
  expect(chance({ rating: 5, outcome: 'good' })).toBeLessThan(chance({ rating: 5 }));
  // Rating and thumbs are one opinion: the stronger counts, not both.
  expect(chance({ rating: 1, thumbs: 'down' })).toBe(chance({ rating: 1 }));
  expect(chance({ rating: 1, tone: 'complaint', corrected: true, askedAgain: true, abandoned: true, outcome: 'bad' })).toBeLessThanOrEqual(0.98);
});

test('the evidence is told with what it weighed', () => {
  const { evidence } = badProbability({ ...silent, rating: 1, askedAgain: true }, { ...deaf, low: 0.5 }, config);
  expect(evidence).toEqual([{ code: 'rating_1', logOdds: 1.25 }, { code: 'asked_again', logOdds: 1.2 }]);
});

test('what a user says who is not reliable changes nothing; what he does still counts', () => {
  expect(chance({ rating: 1, tone: 'complaint', corrected: true }, deaf)).toBeCloseTo(config.prior_bad, 10);
  expect(chance({ rating: 1, askedAgain: true }, deaf)).toBeGreaterThan(config.prior_bad);
});

/** Users rate what they got: three of ten are bad, honest ones err now and then, `always` gives a 1 to everything. */
function population(): { votes: Vote[]; bad: (item: string) => boolean } {
  const bad = (item: string): boolean => saltedShare('bad', item) < 0.3;
  const votes = Array.from({ length: 30 }, (_, user) =>
    Array.from({ length: 20 }, (_, place) => {
      const item = `${user}-${place}`;
      const low = saltedShare('vote', item) < (bad(item) ? 0.9 : 0.1);
      return { user: `honest-${user}`, item, low };
    }),
  ).flat();
  const always = Array.from({ length: 60 }, (_, place) => ({ user: 'always', item: `a-${place}`, low: true }));
  const never = Array.from({ length: 60 }, (_, place) => ({ user: 'never', item: `n-${place}`, low: false }));
  return { votes: [...votes, ...always, ...never], bad };
}
const options = { votedBad: 0.3, priorVotes: config.user_prior_votes };

test('a user who always votes 1 ends up saying nothing, with no verdict known and sooner with some', () => {
  const { votes, bad } = population();
  const blind = userReliability(votes, new Map(), options);
  expect(blind.get('always')?.low).toBeLessThan(config.deaf_below);
  expect(blind.get('never')?.high).toBeLessThan(config.deaf_below);
  const honest = [...blind].filter(([user]) => user.startsWith('honest')).map(([, { low }]) => low);
  expect(Math.min(...honest)).toBeGreaterThan(0.5);

  const judged = new Map(votes.filter((_, place) => place % 4 === 0).map(({ item }) => [item, bad(item) ? 0.9 : 0.1]));
  const seen = userReliability(votes, judged, options);
  expect(seen.get('always')!.low).toBeLessThan(0.12);
  expect(seen.get('always')).toMatchObject({ votes: 60, labelled: 15 });
  expect(chance({ rating: 1 }, seen.get('always'))).toBeLessThan(0.22);
  expect(chance({ rating: 1 }, seen.get('honest-3'))).toBeGreaterThan(0.5);
});

test('a user with two votes is an ordinary one, and where users overlap the lone voice loses weight', () => {
  expect(userReliability([{ user: 'new', item: 'x', low: true }, { user: 'new', item: 'y', low: true }], new Map(), options).get('new')?.low).toBeGreaterThan(0.8);
  const items = Array.from({ length: 40 }, (_, place) => `shared-${place}`);
  const votes = items.flatMap((item, place) => [
    ...['one', 'two', 'three'].map((user) => ({ user, item, low: place % 4 === 0 })),
    { user: 'contrary', item, low: place % 4 !== 0 },
  ]);
  const found = userReliability(votes, new Map(), options);
  expect(found.get('contrary')).toMatchObject({ low: 0, high: 0 });
  expect(found.get('one')?.low).toBeGreaterThan(0.9);
});

test('words of complaint and praise are found in English and Chinese, and a denied praise is none', () => {
  for (const text of ['This is wrong, try again', 'it doesn\'t work', '答非所问', '回答错了', 'not very helpful', '没有解决']) expect([text, toneOf(text)]).toEqual([text, 'complaint']);
  for (const text of ['thanks, that solved it', '谢谢，解决了', 'Perfect!']) expect([text, toneOf(text)]).toEqual([text, 'praise']);
  for (const text of ['where is my order?', '我的订单在哪里', '']) expect(toneOf(text)).toBeUndefined();
});

test('late outcomes speak by the names that are listed, and by whether they happened', () => {
  const says = (name: string, value: number | string | boolean) => outcomeSays({ name, value }, config);
  expect([says('resolved', true), says('resolved', false), says('refunded', 1), says('refunded', 0), says('refunded', 'yes')]).toEqual(['good', 'bad', 'bad', 'good', 'bad']);
  expect([says('resolved', 'maybe'), says('page_views', 7)]).toEqual([undefined, undefined]);
});
