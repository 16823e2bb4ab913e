import { describe, expect, test } from 'vitest';
import { contaminationCheck } from '../core/evaluation/contamination.ts';
import { whoAnswered } from '../core/evaluation/answer-name.ts';
import { patience } from '../core/evaluation/patience.ts';
import { caseFault } from '../core/suite/case-fault.ts';
import { gradedLike } from '../core/suite/correction-case.ts';
import { rotated, withCases } from '../core/suite/next-version.ts';
import { stratifiedSample } from '../core/suite/stratified-sample.ts';
import { freezeSuite } from '../core/suite/stored.ts';
import { createRedactor } from '../core/privacy/redact-text.ts';
import { redactSchema } from '../core/privacy/config.ts';
import { casesOf, type CaseOf } from './support/evaluation-scene.ts';

const frozen = (cases: readonly CaseOf[], shares = { sealed: 0, reserve: 0 }) => freezeSuite('agent', casesOf(cases), { shares });
const numbered = (name: string, count: number, more: Partial<CaseOf> = {}) => Array.from({ length: count }, (_, index) => ({ question: `${name} ${index}`, ...more }));

describe('a frozen suite', () => {
  test('has its parts by shares, the reserve last and without hard cases, and the same case always in the same part', () => {
    const suite = frozen([...numbered('plain', 400), ...numbered('hard', 100, { hard: true })], { sealed: 0.3, reserve: 0.4 });
    const parts = suite.cases.map(({ part }) => part);
    expect(parts.lastIndexOf('sealed')).toBeLessThan(parts.indexOf('reserve'));
    expect(parts.filter((part) => part === 'sealed').length / 500).toBeCloseTo(0.3, 1);
    expect(parts.filter((part) => part === 'reserve').length / 400).toBeCloseTo(0.4, 1);
    expect(suite.cases.filter(({ hard, part }) => hard && part === 'reserve')).toEqual([]);
    const alone = frozen(numbered('plain', 1), { sealed: 0.3, reserve: 0.4 }).cases[0];
    expect(alone?.part).toBe(suite.cases.find(({ caseId }) => caseId === 'plain 0')?.part);
  });

  test('keeps cases of one group in one part, under a name that says nothing', () => {
    const suite = frozen(numbered('of ana', 20, { group: 'ana@example.org' }), { sealed: 0.5, reserve: 0 });
    expect(new Set(suite.cases.map(({ part }) => part)).size).toBe(1);
    expect(new Set(suite.cases.map(({ group }) => group))).toEqual(new Set(['g-of ana 0']));
  });

  test('is redacted by the agent\'s own rules', () => {
    const redactor = createRedactor(redactSchema.parse({ extra: [{ category: 'TICKET', pattern: 'T-[0-9]+' }] }));
    const [one] = freezeSuite('agent', casesOf([{ question: 'Where is T-12?', expected: 'T-12 is closed.' }]), { redactor }).cases;
    expect([one?.messages[0]?.content, one?.expected]).toEqual(['Where is [TICKET]?', '[TICKET] is closed.']);
  });

  test('names languages as slices where more than one is spoken', () => {
    const english = frozen(numbered('where is my parcel that I have ordered with you', 10));
    expect(english.cases.every(({ slices }) => slices['language'] === undefined)).toBe(true);
    const both = frozen([...numbered('where is my parcel that I have ordered with you', 10), ...numbered('我的包裹在哪里', 10)]);
    expect([both.cases[0]?.slices, both.cases[19]?.slices]).toEqual([{ language: 'en' }, { language: 'zh' }]);
  });
});

describe('the next version of a suite', () => {
  test('has what the last one had and what asks something new', () => {
    const before = frozen(numbered('old', 3)).cases;
    const next = withCases('agent', before, frozen([{ question: 'Old  1', id: 'again' }, { question: 'new' }]).cases);
    expect([next.added, next.cases.map(({ caseId }) => caseId)]).toEqual([1, ['old 0', 'old 1', 'old 2', 'new']]);
  });

  test('rotated loses the open sample, opens the sealed one, and keeps what guards', () => {
    const before = [
      ...frozen(numbered('worn', 4, { kind: 'sample' })).cases, ...frozen(numbered('sealed', 3, { sealed: true })).cases,
      ...frozen([{ question: 'guard', kind: 'golden', hard: true }, { question: 'was bad', kind: 'regression' }]).cases,
    ];
    const after = rotated('agent', before, frozen(numbered('fresh', 5), { sealed: 0.9, reserve: 0 }).cases);
    expect([after.retired, after.opened, after.added]).toEqual([4, 3, 5]);
    expect(after.cases.filter(({ caseId }) => caseId.startsWith('sealed')).map(({ part }) => part)).toEqual(['open', 'open', 'open']);
    expect(after.cases.map(({ caseId }) => caseId)).toEqual(expect.arrayContaining(['guard', 'was bad']));
  });
});

describe('a former bad case is graded', () => {
  const corrected = casesOf([{ question: 'was bad', expected: '{"total": 3}', kind: 'regression' }])[0]!;
  const likeOf = (graders: readonly string[], one = corrected) => gradedLike(graders.map((grader) => ({ grader, kind: 'sample' })))(one);

  test('as most cases of its suite are, former bad ones aside', () => {
    expect(likeOf(['token_f1', 'exact', 'token_f1']).grader).toBe('token_f1');
    expect(gradedLike([{ grader: 'exact', kind: 'sample' }, ...Array.from({ length: 5 }, () => ({ grader: 'normalised', kind: 'regression' as const }))])(corrected).grader).toBe('exact');
  });

  test('by the next usual grader where its reply cannot be graded so, and plainly where a suite has only patterns and calls', () => {
    expect(likeOf(['json_equal', 'json_equal', 'exact']).grader).toBe('json_equal');
    expect(likeOf(['json_equal', 'json_equal', 'exact'], { ...corrected, expected: 'three' }).grader).toBe('exact');
    expect(likeOf(['regex', 'tool_calls', 'json_schema'])).toEqual(corrected);
  });

  test('against its right reply where a model judges', () => {
    for (const grader of ['rubric', 'pairwise']) {
      const like = likeOf([grader]);
      expect(like).toMatchObject({ grader, expected: expect.stringContaining(JSON.stringify(corrected.expected)) as string });
      expect(caseFault(like)).toBeUndefined();
    }
  });
});

describe('a stratified sample', () => {
  const rows = [...Array.from({ length: 90 }, (_, index) => ({ id: `a${index}`, stratum: 'a', group: `u${index}` })), ...Array.from({ length: 10 }, (_, index) => ({ id: `b${index}`, stratum: 'b', group: `v${index}` })), { id: 'c', stratum: 'c', group: 'w' }];

  test('takes each stratum by its share, and one of the rarest', () => {
    const drawn = Map.groupBy(stratifiedSample(rows, 20, 1), ({ stratum }) => stratum);
    expect([drawn.get('a')?.length, drawn.get('b')?.length, drawn.get('c')?.length]).toEqual([16, 3, 1]);
  });

  test('takes at most one row of a user, and depends on the seed alone', () => {
    const ofOne = rows.map((row) => ({ ...row, group: 'one user' }));
    expect(stratifiedSample(ofOne, 20, 1)).toHaveLength(1);
    expect(stratifiedSample(rows.toReversed(), 20, 1)).toEqual(stratifiedSample(rows, 20, 1));
    expect(stratifiedSample(rows, 20, 2)).not.toEqual(stratifiedSample(rows, 20, 1));
    expect(stratifiedSample(rows, 500, 1)).toHaveLength(rows.length);
    expect(stratifiedSample([], 5, 1)).toEqual([]);
  });
});

test.for([
  ['gpt-4o', ['gpt-4o'], [], 'known'],
  ['gpt-4o-2024-08-06', ['gpt-4o'], [], 'known'],
  ['gpt-4o', ['gpt-4o-2024-08-06'], [], 'known'],
  ['gpt-4o-mini', ['gpt-4o'], [], 'other'],
  ['/models/qwen', ['qwen'], ['/models/qwen'], 'known'],
  ['qwen', ['qwen-large'], [], 'other'],
  ['', ['gpt-4o'], ['gpt-4o'], 'unknown'],
] as const)('%s answering for %j (learned: %j) is %s', ([name, asked, learned, expected]) => {
  expect(whoAnswered(name, asked, learned)).toBe(expected);
});

test('cases are contaminated by the same words, by near-duplicates, and by nothing else', () => {
  const check = contaminationCheck([{ caseId: 'same', question: 'Where is my card?' }, { caseId: 'near', question: 'why is my new card still not here after two weeks' }, { caseId: 'apart', question: 'what is the exchange rate of today' }]);
  for (const text of ['where  is my CARD?', 'why is my new card still not here after two week', 'what is your address']) check.saw(text);
  expect(check.cases()).toEqual(['near', 'same']);
});

describe('failed calls', () => {
  test('are left for later while others go on, and end the attempt when ten fail in a row', () => {
    const calm = patience({ attempt: 1, attempts: 5, allowed: 2 });
    expect(Array.from({ length: 9 }, () => calm.failed(false))).toEqual(Array(9).fill('later'));
    calm.succeeded();
    expect(Array.from({ length: 10 }, () => calm.failed(false)).at(-1)).toBe('stop');
  });

  test('are recorded in late attempts, or at once where asking again is of no use, but only so many', () => {
    const late = patience({ attempt: 5, attempts: 5, allowed: 2 });
    expect([late.failed(false), late.failed(false), late.failed(false)]).toEqual(['record', 'record', 'stop']);
    expect(patience({ attempt: 1, attempts: 5, allowed: 1 }).failed(true)).toBe('record');
  });
});
