import { missingInEnglish, type BeforeAfter, type DataCard } from './card.ts';

/** Bars are drawn for so many intents, the largest first; the rest is in the JSON. */
const shownBars = 40;

/** The data card as a section of an HTML report: no script and no outside file, so that it can be mailed and kept. */
export function cardSection(card: DataCard): string {
  const { distance, cost, left_out: out } = card;
  const facts: [string, string][] = [
    ['rows', `${card.size} (${card.distinct} different ones of ${card.candidates} candidates)`],
    ['effective sample size', card.effective_sample_size.toFixed(0)],
    ['new rows', `${percent(card.new_share)}, each seen ${card.exposures.toFixed(1)} times`],
    ['distance to the target', `KL ${nats(distance.kl)} (within these limits at least ${nats(distance.kl_optimum)}), total variation ${distance.total_variation.toFixed(3)}`],
    ['left out', Object.entries(out).filter(([, count]) => count > 0).map(([reason, count]) => `${reason.replaceAll('_', ' ')} ${count}`).join(', ') || 'nothing'],
    ['held out', `validation ${card.held_out.val}, test ${card.held_out.test}`],
    ...(card.for_suite ? [['kept for the suite', `${card.for_suite.cases} confirmed bad cases, and ${card.for_suite.beside} rows that share a user, session or question with what is held out`] satisfies [string, string]] : []),
    ['training', `about ${cost.trained_tokens} tokens in ${cost.epochs} epochs${cost.usd === null ? ', price not known' : `, $${cost.usd.toFixed(2)}`}`],
  ];
  return [
    '<section class="data-card">',
    `<h2>Training set <code>${escaped(card.dataset)}</code></h2>`,
    `<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`,
    `<table><thead><tr><th>limit</th><th>asked</th><th>is</th><th>holds</th></tr></thead><tbody>${card.limits
      .map(({ name, limit, observed, holds }) => `<tr><td>${name}</td><td>${limit}</td><td>${round(observed)}</td><td>${holds ? 'yes' : '<strong>no</strong>'}</td></tr>`)
      .join('')}</tbody></table>`,
    list('What gave way', card.gave_way),
    list('What is missing', missingInEnglish(card)),
    bars('By intent', card.intents),
    card.tasks.length > 1 ? bars('By task', card.tasks) : '',
    '</section>',
  ].filter(Boolean).join('\n');
}

/** The section as a page of its own. */
export const cardPage = (card: DataCard): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Training set ${escaped(card.dataset)}</title>
<style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}dt{font-weight:600}dd{margin:0 0 .4rem}table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .8rem .2rem 0;text-align:left}</style>
<body>
${cardSection(card)}
</body></html>
`;

/** Two bars for each name: its share of the candidates, and of the set. */
function bars(title: string, rows: readonly BeforeAfter[]): string {
  const largest = [...rows].sort((one, other) => other.before - one.before || (one.name < other.name ? -1 : 1)).slice(0, shownBars);
  const most = largest.reduce((more, row) => Math.max(more, row.before_share, row.after_share), 0) || 1;
  const width = (share: number): string => ((share / most) * 300).toFixed(1);
  const line = (row: BeforeAfter, index: number): string => {
    const top = index * 26;
    return [
      `<text x="0" y="${top + 15}" font-size="12">${escaped(row.name.slice(0, 36))}</text>`,
      `<rect x="240" y="${top + 2}" width="${width(row.before_share)}" height="8" fill="#9aa5b1"/>`,
      `<rect x="240" y="${top + 12}" width="${width(row.after_share)}" height="8" fill="#2f6f9f"/>`,
      `<text x="550" y="${top + 15}" font-size="11">${row.before} (${percent(row.before_share)}) to ${row.after} (${percent(row.after_share)})</text>`,
    ].join('');
  };
  const rest = rows.length > largest.length ? `<p>${rows.length - largest.length} smaller ones are not drawn.</p>` : '';
  return `<h3>${title}</h3><p>Grey: share of the candidates; blue: share of the training set's weight.</p><svg width="760" height="${largest.length * 26}" role="img" aria-label="${title}, before and after">${largest.map(line).join('')}</svg>${rest}`;
}

const list = (title: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `<h3>${title}</h3><ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;

const nats = (value: number | null): string => (value === null ? 'infinite' : value.toFixed(4));
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const round = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(4));
const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? sign);
