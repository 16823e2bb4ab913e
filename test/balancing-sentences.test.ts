import { describe, expect, test } from 'vitest';
import { balance } from '../core/balancing/balance.ts';
import type { BalanceFacts } from '../core/balancing/balance-facts.ts';
import { dataCard, missingOf, type DataCard } from '../core/balancing/card.ts';
import { balanceConfigSchema } from '../core/balancing/config.ts';
import type { BalanceRow } from '../core/balancing/plan.ts';
import { chinese } from '../core/balancing/sentences/chinese.ts';
import { english } from '../core/balancing/sentences/english.ts';
import { sentenceIn } from '../core/figures/sentence-in.ts';
import { scrub } from '../core/erasure/scrub.ts';
import { releaseReport } from '../core/report/release-report.ts';
import { elementsOf, readHtml, textOf } from './support/read-html.ts';
import { releaseReportInput } from './support/release-report-input.ts';

type Some = Partial<BalanceRow> & { count: number };
const rowsOf = (...kinds: Some[]): BalanceRow[] =>
  kinds.flatMap(({ count, ...row }, kind) => Array.from({ length: count }, (_, index): BalanceRow => ({ id: `r${kind}-${String(index).padStart(4, '0')}`, intent: 'a', origin: 'new', at: index, ...row })));
const five = (count: number, rare = count): BalanceRow[] => rowsOf(...['a', 'b', 'c', 'd'].map((intent) => ({ intent, count })), { intent: 'e', count: rare });
const old = (count: number): BalanceRow[] => rowsOf({ count: 400, intent: 'a' }, { count, intent: 'b', origin: 'replay' });

/** What is asked for and is to be had only by giving way; each with the sentence that the command line prints. */
const scenes: { rows: BalanceRow[]; config: object; says: string }[] = [
  { rows: rowsOf({ count: 50, user: 'u1' }, { count: 50, user: 'u2' }), config: { user_max_ratio: 0.1 }, says: 'share of a user raised above 0.1: the cap would leave 0 of 100 rows' },
  { rows: rowsOf({ count: 1_000 }, ...['b', 'c', 'd', 'e', 'f'].map((intent) => ({ intent, count: 30 }))), config: {}, says: 'cutting to the largest share alone would leave 312 of 1150 rows' },
  { rows: five(100), config: { target_size: 600, intent_min_samples: 10 }, says: 'target lowered from 600 to 500, the largest set within the limits' },
  { rows: five(100), config: { target_size: 1_200, intent_min_samples: 10 }, says: 'copies of a row raised from 1 to at most 2' },
  { rows: five(100, 2), config: { target_size: 400, intent_min_samples: 50 }, says: 'floor lowered for 1 intent with too few rows: collect labels there' },
  { rows: five(100), config: { target_size: 400, intent_max_ratio: 0.15, intent_min_samples: 0 }, says: 'largest share of an intent raised from 0.15 to 1/5: there are only 5 intents' },
  { rows: rowsOf({ count: 30 }), config: { intent_min_samples: 0 }, says: 'largest share of an intent raised from 0.2 to 1/1: there is only 1 intent' },
  { rows: five(100), config: { target_size: 100, intent_min_samples: 50 }, says: 'floors lowered to at most 20: those of 5 intents do not fit into 100 rows otherwise' },
  { rows: rowsOf({ count: 150 }, ...['b', 'c', 'd', 'e', 'f'].map((intent) => ({ intent, count: 100 }))), config: { intent_min_samples: 0 }, says: '1 intent cut to the largest share of 625 rows' },
  { rows: old(200), config: { strategy: 'incremental', on_conflict: 'exposures', intent_max_ratio: 1 }, says: 'all 200 old rows are in, and the new ones still exceed their highest share of 0.2' },
  { rows: old(10), config: { strategy: 'incremental', intent_max_ratio: 1 }, says: 'all 10 old rows are in, too few to hold 400 new ones to their highest share of 0.2' },
  { rows: old(900), config: { strategy: 'incremental', intent_max_ratio: 1, new_sample_ratio: [0, 0.2] }, says: '175 of 400 new rows wait for a later cycle: more would exceed their highest share of 0.2' },
];

const planned = scenes.map(({ rows, config, says }) => {
  const plan = balance(rows, { ...balanceConfigSchema.parse({}), ...config });
  return { says, plan, card: dataCard(rows, plan, { dataset: 'd-1', epochs: 3 }) };
});
const told: BalanceFacts[] = planned.flatMap(({ plan, card }) => [...plan.report.step_facts, ...missingOf(card)!]);
const chineseOnly = /^[^A-Za-z,;:()]+$/;

/** The part of a report about the training set, as its reader sees it. */
function inReport(language: 'en' | 'zh', card: DataCard): string {
  const html = releaseReport({ ...releaseReportInput(language), dataset: card });
  return textOf(elementsOf(readHtml(html)).find(({ name, attributes }) => name === 'section' && attributes['id'] === 'dataset')!);
}

describe('what balancing says gave way', () => {
  test.each(planned)('$says', ({ says, plan: { report } }) => {
    expect(report.steps).toContain(says);
    expect(report.steps).toEqual((JSON.parse(JSON.stringify(report.step_facts)) as BalanceFacts[]).map((facts) => sentenceIn(english, facts)));
  });

  test('is shown here for every code that has words in either language', () => {
    const codes = [...new Set(told.map(({ code }) => code))].sort();
    expect(codes).toEqual(Object.keys(english).sort());
    expect(codes).toEqual(Object.keys(chinese).sort());
  });

  test('is Chinese in Chinese, and tells apart what English does', () => {
    for (const facts of told) expect(sentenceIn(chinese, facts).replace(/意图 [a-f] /, '').replaceAll(/(?<=\d),(?=\d)/g, '')).toMatch(chineseOnly);
    const texts = new Map(told.map((facts) => [sentenceIn(english, facts), sentenceIn(chinese, facts)]));
    expect(new Set(texts.values()).size).toBe(texts.size);
  });

  test('stands in the report in its language, limits by their names', () => {
    for (const { plan, card } of planned) {
      const [zh, en] = [inReport('zh', card), inReport('en', card)];
      for (const facts of [...plan.report.step_facts, ...missingOf(card)!]) {
        expect(zh).toContain(sentenceIn(chinese, facts));
        expect(en).toContain(sentenceIn(english, facts));
      }
      expect(zh).not.toMatch(/max |ratio|collect|英文原文/);
      expect(en).toContain('max copies');
    }
  });

  test('of a card that an older version wrote stays English in a Chinese report, which says so', () => {
    const { gave_way_facts: _, needs: __, ...card } = planned[4]!.card;
    const text = inReport('zh', { ...card, starved: ['collect 8 more of e'] });
    expect(text).toContain('英文原文');
    expect(text).toContain('floor lowered for 1 intent');
    expect(text).toContain('collect 8 more of e');
    expect(inReport('en', { ...card, starved: ['collect 8 more of e'] })).not.toContain('original');
  });

  test('names intents where an erasure finds them', () => {
    const { card } = planned[4]!;
    const gone = scrub(card, { names: new Map([['e', '[ERASED]']]), cases: new Set() }) as DataCard;
    expect(missingOf(gone)).toEqual([expect.objectContaining({ intent: '[ERASED]' })]);
    expect(JSON.stringify(gone)).not.toMatch(/"e"|of e/);
  });
});
