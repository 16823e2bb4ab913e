import { describe, expect, test } from 'vitest';
import type { ChangedCase, SideSummary } from '../core/evaluation/evaluation-report.ts';
import { classificationReport } from '../core/evaluation/report.ts';
import { gateReasons } from '../core/gate/gate-verdict.ts';
import { releaseReport } from '../core/report/release-report.ts';
import type { ReleaseReportInput } from '../core/report/release-input.ts';
import { compareReport } from '../core/report/release/compare.ts';
import { wordsOf } from '../core/report/release/labels.ts';
import { elementsOf, readHtml, textOf, type HtmlNode } from './support/read-html.ts';
import { decision, releaseReportInput } from './support/release-report-input.ts';

const inOrder = ['verdict', 'identity', 'criteria', 'difference', 'cases', 'slices', 'critical', 'regressions', 'improvements', 'speed', 'evidence', 'judge', 'data', 'history', 'release', 'classification', 'confusions', 'dataset', 'training'];

const sectionsOf = (html: string): HtmlNode[] => elementsOf(readHtml(html)).filter(({ name }) => name === 'section');
const textIn = (html: string, id: string): string => textOf(sectionsOf(html).find(({ attributes }) => attributes['id'] === id)!).replace(/\s+/g, ' ');
const full = releaseReportInput('en');
const english = releaseReport(full);

/** As the first stages leave it. */
const early = (language: ReleaseReportInput['language']): ReleaseReportInput => ({
  ...releaseReportInput(language), cycle: { ...full.cycle, trigger: 'schedule', startedBy: null, endedAt: null, outcome: 'nothing_to_learn', reason: 'below_threshold', stage: 'collect' }, candidate: null, made: [], costs: [],
  decision: null, evaluation: null, hardCases: [], trust: null, stages: { collect: { interactions: 12, badCases: 1 } }, dataset: null, curve: [], history: [], release: null, audit: [],
});

describe('the report of a cycle', () => {
  test('says what is to be decided on in the order in which it is decided', () => {
    expect(sectionsOf(english).map(({ attributes }) => attributes['id'])).toEqual(inOrder);
    expect(textIn(english, 'verdict')).toContain('On 400 cases the candidate lost 66 and gained 100: +8.5 (+2.2 … +14.7) points');
    expect(textIn(english, 'verdict')).toContain('Reason: hard case lost, harm on slice. The cycle came to: rejected (hard case lost). Next: look at the regressions below');
  });

  test('names the broken slice first, with its verdict after correction, and every criterion, also those that did not run', () => {
    expect(textIn(english, 'slices')).toMatch(/intent:invoice.*−41\.3 \(−54\.1 … −26\.5\).*fail · 39 lost, 6 gained.*intent:/);
    for (const { sentence } of decision.criteria) expect(textIn(english, 'criteria')).toContain(sentence.replace(/\s+/g, ' '));
    expect(textIn(english, 'criteria')).toContain('– not run');
  });

  test('lists every hard case, lost ones first', () => {
    const text = textIn(english, 'critical');
    expect(text).toContain('6 of the 10 hard cases lost for good');
    expect(full.hardCases.filter(({ caseId }) => !text.includes(caseId))).toEqual([]);
    expect(text.indexOf('lost for good')).toBeLessThan(text.indexOf(full.hardCases.find(({ champion }) => champion === 0)!.caseId));
  });

  test('opens ten of fifty regressions, hard ones first, and shows no text of a sealed case', () => {
    const section = sectionsOf(english).find(({ attributes }) => attributes['id'] === 'regressions')!;
    const cards = elementsOf(section).filter(({ name }) => name === 'article');
    expect(cards).toHaveLength(50);
    expect(elementsOf(section).filter(({ name, attributes }) => name === 'details' && 'open' in attributes)).toHaveLength(10);
    expect(textOf(cards[0]!)).toContain('hard');
    expect(textIn(english, 'regressions')).toContain('16 more not shown here');
    expect(cards.filter((card) => textOf(card).includes('sealed')).map((card) => textOf(card))).toSatisfy((all: string[]) => all.every((text) => !text.includes('order')));
  });

  test('says how far the judge looked at the replies of a pair and not at their places, and that no person has compared them', () => {
    const text = textIn(english, 'judge');
    for (const said of ['60 pairs, 9 of them identical', '37 / 48 (77.1%)', '11, of which 8 named the first place twice', '2 unreadable answers, 0 never given, 1 reply missing', 'No person has compared these pairs']) expect(text).toContain(said);
    expect(textIn(releaseReport({ ...full, trust: null }), 'judge')).toContain('37 / 48');
    const { pairs: _, ...without } = full.evaluation!;
    expect(textIn(releaseReport({ ...full, evaluation: without }), 'judge')).not.toContain('Pairs');
  });

  test('says how many rows were kept from training so that the suite can grow', () => {
    expect(textIn(english, 'dataset')).toContain('31 confirmed bad cases, and 44 rows that share a user, session or question with what is held out');
  });

  test('of a suite of pairs alone shows no figures of a classification that there is not', () => {
    const alone = (side: SideSummary) => ({ ...side, n: 0, passed: 0, score: 0, classification: classificationReport([]), confusions: [] });
    const { champion, candidate } = full.evaluation!;
    const html = releaseReport({ ...full, evaluation: { ...full.evaluation!, champion: alone(champion), candidate: alone(candidate) } });
    expect(textIn(html, 'classification')).toContain('No case of this suite scores a reply by itself.');
    expect(textOf(readHtml(html))).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('says who decided, how that is known, on which evidence, and how to take it back', () => {
    expect(textIn(english, 'release')).toContain('bo (authenticated): invoices broke');
    expect(textIn(english, 'release')).toContain('r-0123456789abcdef0123456789abcdef');
    expect(textIn(english, 'release')).toContain('npx flywheel rollback --agent support --why "..."');
  });

  test.each(['en', 'zh'] as const)('of a cycle that ended early shows what there is, and never that all is well: %s', (language) => {
    const html = releaseReport(early(language));
    expect(sectionsOf(html).map(({ attributes }) => attributes['id'])).toEqual(inOrder);
    expect(textOf(readHtml(html))).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(textIn(html, 'verdict')).toContain(wordsOf(language).noVerdict);
    expect(textIn(html, 'slices')).toContain(wordsOf(language).notReached);
  });

  test('is the same, byte for byte, each time', () => {
    expect(releaseReport(releaseReportInput('en'))).toBe(english);
  });

  test('loads nothing, runs nothing and links only to its own sections', () => {
    const elements = elementsOf(readHtml(english));
    expect(elements.map(({ name }) => name).filter((name) => ['script', 'link', 'img', 'iframe', 'object', 'form', 'base'].includes(name))).toEqual([]);
    expect(elements.flatMap(({ attributes }) => Object.entries(attributes)).filter(([key, value]) => /^on|^src|^style$|^xlink/.test(key) || (key === 'href' && !value.startsWith('#')))).toEqual([]);
    expect(elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')!.attributes['content']).toContain("default-src 'none'");
  });

  test('stays under 2 MB and one text whatever the texts hold', () => {
    const evil = `<script>alert(1)</script>"'&\u202E\u0000`;
    const long = evil + '\u202E'.repeat(5_000);
    const hostile = (one: ChangedCase, index: number): ChangedCase => ({ ...one, caseId: `${index}${long}`, sealed: false, slices: Array.from({ length: 50 }, () => long), question: long, expected: long, champion: long, candidate: long });
    const evaluation = full.evaluation!;
    const many = <T>(list: readonly T[], make: (one: T, index: number) => T): T[] => Array.from({ length: 2_000 }, (_, index) => make(list[index % list.length]!, index));
    const side = (one: typeof evaluation.champion) => ({
      ...one, model: long, answeredAs: many(one.answeredAs, (name) => ({ ...name, name: long })), confusions: many(one.confusions, (pair, index) => ({ ...pair, expected: `${index}${long}` })),
      classification: { ...one.classification, labels: many(one.classification.labels, (label, index) => ({ ...label, label: `${index}${long}` })) },
    });
    const html = releaseReport({
      ...full, agent: long, judge: long, cycle: { ...full.cycle, id: long, reason: long, startedBy: { name: long, how: 'claimed' } }, candidate: { ...full.candidate!, model: long, trainingKey: long },
      decision: { ...decision, criteria: many(decision.criteria, (one) => ({ ...one, name: `critical_slice:${long}`, sentence: long })), slices: many(decision.slices, (one) => ({ ...one, name: long, sentence: long })) },
      evaluation: { ...evaluation, lost: many(evaluation.lost, hostile), gained: many(evaluation.gained, hostile), champion: side(evaluation.champion), candidate: side(evaluation.candidate) },
      hardCases: many(full.hardCases, (one, index) => ({ ...one, caseId: `${index}${long}` })), dataset: { ...full.dataset!, intents: many(full.dataset!.intents, (one) => ({ ...one, name: long })), needs: Array.from({ length: 500 }, () => ({ intent: long, more: 1 })) },
      release: { ...full.release!, by: long, why: long }, audit: many(full.audit, (one) => ({ ...one, by: long, why: long, action: long })),
      curve: Array.from({ length: 20_000 }, (_, step) => ({ step, loss: 1, validLoss: 1 })),
    });
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
    expect(html).not.toContain('<script');
    expect(elementsOf(readHtml(html)).filter(({ name }) => name === 'section')).toHaveLength(inOrder.length);
  });
});

describe('in Chinese', () => {
  const known = /kappa|Cohen's|Holm|Benjamini-Hochberg|KL|nats|USD|CYCLE|FILE|suite|F1|p95|p50|UTC|Reason|npx flywheel [^。，]*/g;

  test('leaves no English: what remains are names, codes and quoted texts', () => {
    const text = textOf(readHtml(releaseReport(releaseReportInput('zh'))), ['style', 'svg', 'code', 'bdi', 'pre']).replace(known, '').replaceAll('2026-11-22T05:42:00.000Z', '').replaceAll(full.cycle.id, '');
    expect(text.match(/[A-Za-z]{3,}[^\n]{0,40}/g)?.filter((found) => !found.startsWith('support')) ?? []).toEqual([]);
  });

  test('every reason of the gate has a name', () => {
    expect(gateReasons.filter((code) => !Object.hasOwn(wordsOf('zh').reasons, code))).toEqual([]);
  });
});

test('two cycles stand side by side, the slices that moved most first', () => {
  const [worse, ...others] = decision.slices;
  const other = { ...full, cycle: { ...full.cycle, id: 'flywheel/support/daily-2026-11-23T05:00:00Z' }, decision: { ...decision, verdict: 'promote' as const, slices: [{ ...worse!, delta: 0.1, ci: [0.05, 0.15] as [number, number] }, ...others] } };
  const html = compareReport(full, other);
  expect(textIn(html, 'verdict')).toContain('✖ Reject✔ Promote');
  expect(textIn(html, 'slices')).toMatch(/intent:invoice.*−41\.3.*\+10\.0 \(\+5\.0 … \+15\.0\).*intent:/);
});
