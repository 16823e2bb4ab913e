import type { Signal } from '../signals/signal.ts';
import type { Tier } from '../signals/tier.ts';
import { addCount, addCounts, cellOf, others } from './bounded.ts';
import { addToCohort, emptyCohort, mergeCohort, reopenInCohort, type Cohort, type CohortField } from './cohort.ts';
import type { MarkedRow } from './marked-row.ts';
import { addValue, createValueCounts, mergeValues, type ValueCounts } from './value-counts.ts';

/** A table beyond its room gathers the rest in one more cell: the memory does not grow with the data. */
const room = { cohorts: 2_000, models: 200, tools: 500, fields: 100, categories: 64, signals: 64 };

export const measures = ['total_tokens', 'prompt_tokens', 'completion_tokens', 'latency_ms', 'turns', 'perplexity'] as const;
export type Measure = (typeof measures)[number];
type Calibrated = Record<'total_tokens' | 'latency_ms' | 'perplexity', ValueCounts>;

/** Everything that is counted over rows, of bounded size; tallies of parts add up to the tally of the whole. */
export type Tally = {
  rows: number;
  tiers: Record<Tier, number>;
  signals: Map<string, { fired: number; high: number; applicable: number }>;
  redactions: Map<string, { count: number; rows: number; fields: Map<string, number> }>;
  tools: Map<string, { success: number; fail: number; unknown: number }>;
  measures: Record<Measure, ValueCounts>;
  models: Map<string, Calibrated>;
  /** One table for each grouping, in their order. */
  cohorts: { by: readonly CohortField[]; table: Map<string, Cohort> }[];
};

export const emptyTally = (groupings: readonly (readonly CohortField[])[]): Tally => ({
  rows: 0, tiers: { high_precision: 0, watchlist: 0, none: 0 }, signals: new Map(), redactions: new Map(), tools: new Map(),
  measures: Object.fromEntries(measures.map((name) => [name, createValueCounts()])) as Tally['measures'],
  models: new Map(), cohorts: groupings.map((by) => ({ by, table: new Map() })),
});

export function addToTally(tally: Tally, row: MarkedRow): void {
  const { facts, groups } = row;
  tally.rows += 1;
  tally.tiers[row.tier] += 1;
  for (const code of row.applicable) signalCell(tally, code).applicable += 1;
  countSignals(tally, row.signals);
  addRedactions(tally, row.redactions);
  for (const { tool, outcome } of row.tools) cellOf(tally.tools, tool, room.tools, emptyTool)[outcome] += 1;
  const calibrated = { total_tokens: facts.totalTokens, latency_ms: facts.latencyMs, perplexity: facts.perplexity };
  const values = { ...calibrated, prompt_tokens: row.promptTokens, completion_tokens: row.completionTokens, turns: row.turns };
  for (const name of measures) if (values[name] !== null) addValue(tally.measures[name], values[name]);
  if (groups.model !== null) {
    const ofModel = cellOf(tally.models, groups.model, room.models, emptyModel);
    for (const [name, value] of Object.entries(calibrated)) if (value !== null) addValue(ofModel[name as keyof Calibrated], value);
  }
  for (const { by, table } of tally.cohorts) addToCohort(cohortOf(table, by.map((field) => groups[field])), row);
}

/** A row that was counted before turns out to be worse, by what the rest of its session says. */
export function reopenInTally(tally: Tally, groups: MarkedRow['groups'], from: Tier, to: Tier, added: readonly Signal[]): void {
  tally.tiers[from] -= 1;
  tally.tiers[to] += 1;
  countSignals(tally, added);
  for (const { by, table } of tally.cohorts) reopenInCohort(cohortOf(table, by.map((field) => groups[field])), from, to, added);
}

/** More rows on which a signal could fire. */
export function addApplicable(tally: Tally, code: string, rows: number): void {
  if (rows > 0) signalCell(tally, code).applicable += rows;
}

export function mergeTally(into: Tally, more: Tally): void {
  into.rows += more.rows;
  for (const tier of Object.keys(into.tiers) as Tier[]) into.tiers[tier] += more.tiers[tier];
  for (const [code, figures] of more.signals) {
    const cell = signalCell(into, code);
    cell.fired += figures.fired;
    cell.high += figures.high;
    cell.applicable += figures.applicable;
  }
  for (const [category, figures] of more.redactions) {
    const cell = cellOf(into.redactions, category, room.categories, emptyCategory);
    cell.count += figures.count;
    cell.rows += figures.rows;
    addCounts(cell.fields, figures.fields, room.fields);
  }
  for (const [tool, figures] of more.tools) {
    const cell = cellOf(into.tools, tool, room.tools, emptyTool);
    cell.success += figures.success;
    cell.fail += figures.fail;
    cell.unknown += figures.unknown;
  }
  for (const name of measures) mergeValues(into.measures[name], more.measures[name]);
  for (const [model, figures] of more.models) {
    const cell = cellOf(into.models, model, room.models, emptyModel);
    for (const [name, values] of Object.entries(figures)) mergeValues(cell[name as keyof Calibrated], values);
  }
  for (const [place, { table }] of more.cohorts.entries()) {
    for (const cohort of table.values()) mergeCohort(cohortOf(into.cohorts[place]!.table, cohort.values), cohort);
  }
}

const signalCell = (tally: Tally, code: string) => cellOf(tally.signals, code, room.signals, () => ({ fired: 0, high: 0, applicable: 0 }));
const emptyTool = () => ({ success: 0, fail: 0, unknown: 0 });
const emptyCategory = () => ({ count: 0, rows: 0, fields: new Map<string, number>() });
const emptyModel = (): Calibrated => ({ total_tokens: createValueCounts(), latency_ms: createValueCounts(), perplexity: createValueCounts() });

function cohortOf(table: Map<string, Cohort>, values: (string | null)[]): Cohort {
  const key = JSON.stringify(values);
  return table.get(key) ?? (table.size < room.cohorts ? cellOf(table, key, room.cohorts, () => emptyCohort(values)) : cellOf(table, others, 0, () => emptyCohort(values.map(() => others))));
}

function countSignals(tally: Tally, signals: readonly Signal[]): void {
  for (const { code, weight } of signals) {
    const cell = signalCell(tally, code);
    cell.fired += 1;
    if (weight === 'high') cell.high += 1;
  }
}

function addRedactions(tally: Tally, redactions: MarkedRow['redactions']): void {
  for (const { category, field, count } of redactions) {
    const cell = cellOf(tally.redactions, category, room.categories, emptyCategory);
    cell.count += count;
    // Places in lists are no fields of their own.
    addCount(cell.fields, field.replace(/\[\d+\]|\.\d+(?=\.|$)/g, '[]'), count, room.fields);
  }
  for (const category of new Set(redactions.map((one) => one.category))) cellOf(tally.redactions, category, room.categories, emptyCategory).rows += 1;
}
