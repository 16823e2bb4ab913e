import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { categories } from '../core/privacy/detector.ts';
import type { AnalysisReportInput } from '../core/report/analysis-input.ts';
import { analysisReport } from '../core/report/analysis-report.ts';
import { wordsOf } from '../core/report/analysis/labels.ts';
import { shareOf } from '../core/figures/share.ts';
import { signalTable } from '../core/signals/table/index.ts';
import { elementsOf, readHtml, textOf, type HtmlNode } from './support/read-html.ts';
import { reportInput } from './support/report-input.ts';

const nothing = { high_precision: shareOf(0, 0), watchlist: shareOf(0, 0), none: shareOf(0, 0) };
const empty = (language: AnalysisReportInput['language']): AnalysisReportInput => ({
  language, createdAt: '2026-03-13T06:00:00Z', sources: [{ name: '-', rows: 0, rejected: 0 }], rows: 0, rejected: 0, rejectReasons: [], seconds: 0, tiers: nothing,
  sessions: null, signals: [], cohorts: [], distributions: [], tools: [], redactions: [], worst: [],
});

const sectionOf = (html: string, id: string): HtmlNode => elementsOf(readHtml(html)).find(({ name, attributes }) => name === 'section' && attributes['id'] === id)!;
const textIn = (html: string, id: string): string => textOf(sectionOf(html, id)).replace(/\s+/g, ' ');
const english = analysisReport(reportInput('en'));

describe('the report of an analysis', () => {
  test('says in its first sentence how many rows are suspicious, of how many, with the interval', () => {
    expect(textIn(english, 'overview')).toContain('1,516 interactions of 10,000 look suspicious: 15.2% (95% interval 14.5–15.9%).');
  });

  test('gives each signal with its denominator and interval, hints last', () => {
    const text = textIn(english, 'signals');
    expect(text).toContain('user_feedback_low212 of 880 · 24.1% (21.4–27%)140 weigh high');
    expect(text.indexOf('negative_sentiment_label_hint')).toBeGreaterThan(text.indexOf('llm_reply_quality_eval_low'));
    expect(text).not.toContain('high_perplexity');
  });

  test('names first what differs beyond chance, and only that', () => {
    const found = elementsOf(sectionOf(english, 'overview')).filter(({ name }) => name === 'li').map((item) => textOf(item));
    expect(found.filter((text) => text.includes('more often than the other models')).map((text) => text.split(' ')[0])).toEqual(['gpt-5.2-mini', 'deepseek-v4']);
    expect(found.filter((text) => text.includes('changed from'))).toEqual(['deepseek-v4 changed from 2026-03-08 to 2026-03-12: +20.0 points suspicious (95% interval +14.4 … +25.5).']);
    // One failure of one call is no reason to lead.
    expect(found.filter((text) => text.includes('fails most'))).toEqual(['book_reservation fails most, by its known results: 161 of 641 · 25.1% (21.9–28.6%).']);
  });

  test('says so when nothing stands out', () => {
    const { cohorts, ...rest } = reportInput('en');
    const quiet = cohorts.map((cohort) => ({ ...cohort, suspicious: shareOf(10, 100) }));
    expect(textIn(analysisReport({ ...rest, cohorts: quiet, signals: [], tools: [], rejected: 0 }), 'overview')).toContain('Nothing stands out');
  });

  test('draws every threshold into its distribution and says whose it is and where it comes from', () => {
    const usage = sectionOf(english, 'usage');
    expect(elementsOf(usage).filter(({ attributes }) => attributes['class'] === 'threshold')).toHaveLength(4);
    expect(textOf(usage)).toContain('fires above 12,400 · gpt-5.2-mini · calibrated');
    expect(textOf(usage)).toContain('fires above 20,000 · deepseek-v4 · configured');
  });

  test('shows a case with its evidence, its values beside their limits, and what was said', () => {
    const text = textIn(english, 'worst');
    expect(text).toContain('meta.tool_fail_count = 3 (limit 2)');
    expect(text).toContain('logs/2026-03-08.jsonl · line 120 · req_0a81 · 41 more rows like it');
    expect(text).toContain('{"error": "payment method not found"}');
  });

  test('names a file by the end of its path, and never the home it lies in', () => {
    const input = reportInput('en');
    const html = analysisReport({ ...input, sources: [{ name: '/home/li.wei/exports/2026-03-08.jsonl', rows: 1, rejected: 0 }, { name: 'logs.jsonl', rows: 1, rejected: 0 }, { name: '-', rows: 1, rejected: 0 }] });
    expect(html).not.toContain('li.wei');
    expect(elementsOf(sectionOf(html, 'input')).filter(({ attributes }) => attributes['scope'] === 'row').map((one) => textOf(one)).slice(0, 3)).toEqual(['…/exports/2026-03-08.jsonl', 'logs.jsonl', 'standard input']);
  });

  test('of nothing is a report, too, and does not say that all is well', () => {
    const text = textOf(readHtml(analysisReport(empty('en'))));
    expect(text).toContain('No row could be read, so there is nothing to say about the agent.');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('is the same, byte for byte, whatever the order of what was counted', () => {
    const input = reportInput('en');
    const turned = {
      ...input,
      signals: input.signals.toReversed(), cohorts: input.cohorts.toReversed(), tools: input.tools.toReversed(), redactions: input.redactions.toReversed(),
      rejectReasons: input.rejectReasons.toReversed(), distributions: input.distributions.map((one) => ({ ...one, thresholds: one.thresholds.toReversed() })),
    };
    expect(analysisReport(turned)).toBe(english);
  });
});

describe('the file', () => {
  test('loads nothing and runs nothing: its policy admits its own style sheet alone', () => {
    const elements = elementsOf(readHtml(english));
    const style = textOf(elements.find(({ name }) => name === 'style')!, []);
    const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')!.attributes['content']!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(style).not.toMatch(/url\(|@import/);
    expect(elements.map(({ name }) => name).filter((name) => ['script', 'link', 'img', 'iframe', 'object', 'form', 'base'].includes(name))).toEqual([]);
    const attributes = elements.flatMap(({ attributes }) => Object.entries(attributes));
    expect(attributes.filter(([key, value]) => /^on|^src|^style$|^xlink/.test(key) || (key === 'href' && !value.startsWith('#')))).toEqual([]);
  });

  test('links only to sections that are there', () => {
    const elements = elementsOf(readHtml(english));
    const ids = elements.flatMap(({ attributes }) => (attributes['id'] === undefined ? [] : [attributes['id']]));
    expect(new Set(ids).size).toBe(ids.length);
    expect(elements.filter(({ name }) => name === 'a').map(({ attributes }) => attributes['href'])).toEqual(ids.map((id) => `#${id}`));
  });

  test('stays under 2 MB when every list is long and every character must be written out, and says what it left out', () => {
    const input = reportInput('en');
    const name = '\u202E'.repeat(5000);
    const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
    const html = analysisReport({
      ...input,
      createdAt: name,
      sources: many(5000, () => ({ name, rows: 1, rejected: 1 })),
      rejectReasons: many(500, () => ({ reason: name, count: 1 })),
      signals: many(500, (index) => ({ code: `${index}${name}`, role: 'primary', share: shareOf(1, 2), high: 1 })),
      cohorts: many(5000, (index) => ({ ...input.cohorts[0]!, model: `${index % 100}${name}`, date: `${index}${name}`, topSignals: [name, name, name] })),
      distributions: input.distributions.map((one) => ({ ...one, thresholds: many(200, (index) => ({ value: index * 100, model: name, source: 'calibrated' as const })) })),
      tools: many(1000, () => ({ ...input.tools[0]!, name })),
      redactions: many(500, () => ({ category: name, count: 1, rows: 1, fields: many(50, () => ({ field: name, count: 1 })) })),
      worst: many(100, () => ({
        ...input.worst[0]!,
        source: name, id: name, model: name, date: name, headline: name,
        signals: many(40, () => ({ code: name, weight: 'high', evidence: many(40, () => ({ field: name, value: name, limit: 1 })) })),
        excerpt: many(50, () => ({ role: 'user', text: name })),
      })),
    });
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
    expect(elementsOf(readHtml(html)).filter(({ name }) => name === 'article')).toHaveLength(30);
    expect(textIn(html, 'cohorts')).toContain('4,940 more not shown here; all of them in cohorts.csv.');
    expect(textIn(html, 'worst')).toContain('[44 earlier messages]');
    expect(textIn(html, 'worst')).toContain('[4,600 more characters]');
  });
});

describe('colours', () => {
  const sheet = textOf(elementsOf(readHtml(english)).find(({ name }) => name === 'style')!, []);
  const schemes = [...sheet.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) => Object.fromEntries([...body!.matchAll(/--([a-z]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name!, value!])));

  /** WCAG 2.2: relative luminance and contrast ratio. */
  const luminance = (colour: string): number =>
    [0.2126, 0.7152, 0.0722].reduce((sum, share, index) => {
      const part = Number.parseInt(colour.slice(1 + 2 * index, 3 + 2 * index), 16) / 255;
      return sum + share * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    }, 0);
  const contrast = (one: string, other: string): number => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light! + 0.05) / (dark! + 0.05);
  };

  test.each(['light', 'dark'])('%s: letters stand out at 4.5 to 1, marks at 3 to 1', (scheme) => {
    const colours = schemes[scheme === 'light' ? 0 : 1]!;
    const faint = (names: readonly string[], grounds: readonly string[], least: number) => names.filter((name) => grounds.some((ground) => contrast(colours[name]!, colours[ground]!) < least));
    expect(faint(['ink', 'quiet', 'strong', 'watch'], ['ground', 'raised'], 4.5)).toEqual([]);
    expect(faint(['ink'], ['shade'], 4.5)).toEqual([]);
    expect(faint(['strong', 'watch', 'calm', 'plain'], ['ground'], 3)).toEqual([]);
  });

  test('dark is for screens alone, so that paper stays white', () => {
    expect(sheet.match(/@media[^{]*dark[^{]*/g)).toEqual(['@media screen and (prefers-color-scheme: dark) ']);
  });
});

describe('in Chinese', () => {
  const known = /Wilson|Newcombe|P\d\d|rejects\.jsonl|cohorts\.csv|summary\.json|calibration\.json|slices|2026-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
  const full = reportInput('zh');
  const everyMeasure = (['total_tokens', 'prompt_tokens', 'completion_tokens', 'latency_ms', 'turns', 'perplexity'] as const).map((measure) => ({ ...full.distributions[0]!, measure }));
  const long = { ...full, cohorts: Array.from({ length: 90 }, (_, index) => ({ ...full.cohorts[0]!, model: null, date: `2026-${index}` })), distributions: everyMeasure };

  test.each([['a full report', full], ['an empty one', empty('zh')], ['one with every note', long]])('%s leaves no English: what remains are names, codes and quoted texts', (_, input) => {
    const text = textOf(readHtml(analysisReport(input)), ['style', 'svg', 'code', 'bdi', 'pre']).replace(known, '');
    expect(text.match(/[A-Za-z]{2,}[^\n]{0,40}/g)).toBeNull();
    const ticks = elementsOf(readHtml(analysisReport(input))).filter(({ name }) => name === 'text').map((one) => textOf(one));
    expect(ticks.filter((tick) => !/^(?:[−+]?[\d.]+(?:[kMG%]| [^a-z]+)?|[A-H])$/.test(tick))).toEqual([]);
  });

  test.each(['en', 'zh'] as const)('and in English every signal and every category has a name for people: %s', (language) => {
    const { signalNames, categoryNames } = wordsOf(language);
    expect(signalTable.filter(({ code }) => signalNames[code] === undefined).map(({ code }) => code)).toEqual([]);
    expect(categories.filter((category) => categoryNames[category] === undefined)).toEqual([]);
  });
});

describe('hostile text', () => {
  const file = join(import.meta.dirname, '../../shared/data/blns/blns.json');
  const attacks = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</style><script>', '</pre></article><h1>', "' onmouseover='alert(1)", '&lt;b&gt;&#0;', '-->', ']]>', '<!--', '\u0000\uD800', 'javascript:alert(1)'];
  const namesIn = (elements: readonly HtmlNode[]) => ({
    elements: elements.length,
    kinds: new Set(elements.map(({ name }) => name)),
    attributes: new Set(elements.flatMap(({ attributes }) => Object.keys(attributes))),
  });

  /** The report with one text in every place that takes one. */
  function filled(text: string): string {
    const input = reportInput('en');
    return analysisReport({
      ...input,
      createdAt: text,
      sources: [{ name: text, rows: 1, rejected: 0 }],
      rejectReasons: [{ reason: text, count: 1 }],
      signals: [{ ...input.signals[0]!, code: text }],
      cohorts: [{ ...input.cohorts[0]!, model: text, date: text, topSignals: [text] }],
      distributions: [{ ...input.distributions[0]!, bins: input.distributions[0]!.bins.slice(18, 22), thresholds: [{ value: 1, model: text, source: 'calibrated' }] }],
      tools: [{ ...input.tools[0]!, name: text }],
      redactions: [{ category: text, count: 1, rows: 1, fields: [{ field: text, count: 1 }] }],
      worst: [{ ...input.worst[0]!, source: text, id: text, model: text, date: text, headline: text, signals: [{ code: text, weight: 'high', evidence: [{ field: text, value: text }] }], excerpt: [{ role: 'user', text }] }],
    });
  }

  const plain = namesIn(elementsOf(readHtml(filled('plain'))));

  function staysText(text: string): void {
    const elements = elementsOf(readHtml(filled(text)));
    expect(namesIn(elements)).toEqual(plain);
    const shown = textOf(elements.find(({ name }) => name === 'pre')!);
    // Printable text is shown as it was written.
    // oxlint-disable-next-line no-control-regex
    if (/^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+$/u.test(text)) expect(shown).toBe(`\n${text}`);
  }

  test.each(attacks)('stays text: %j', (text) => staysText(text));

  test.skipIf(!existsSync(file))(`the Big List of Naughty Strings ${existsSync(file) ? 'stays text, every line of it' : 'is not there (../shared/data/blns): skipped'}`, () => {
    // A source named `-` is standard input and is shown in words.
    const naughty = (JSON.parse(readFileSync(file, 'utf8')) as string[]).filter((text) => text !== '' && text !== '-' && text.length < 1000);
    expect(naughty.length).toBeGreaterThan(500);
    for (const text of naughty) staysText(text);
  });
});
