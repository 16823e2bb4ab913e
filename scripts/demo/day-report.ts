import { findDecision } from '../../adapters/store/decisions.ts';
import { cycleStages, getCycle } from '../../adapters/store/cycles.ts';
import { costOfCycle } from '../../adapters/store/ledger.ts';
import type { Pool } from '../../adapters/store/database.ts';

/** One day in figures, all read back from the store. Accuracies are fractions on the frozen suite; null where nothing was compared. */
export type DayReport = {
  day: number;
  cycle: string;
  /** What was asked on this day. */
  interactions: number;
  /** What the cycle looked at: the day's interactions and older ones that got late feedback. */
  collected: number;
  bad: number;
  annotated: number;
  rows: number;
  champion: number | null;
  candidate: number | null;
  /** 95 % interval of candidate - champion. */
  ci: [number, number] | null;
  verdict: string;
  reasons: string[];
  cost_usd: number;
};

export async function dayReport(pool: Pool, day: number, cycleId: string, interactions: number): Promise<DayReport> {
  const [cycle, stages, decision, cost] = await Promise.all([getCycle(pool, cycleId), cycleStages(pool, cycleId), findDecision(pool, cycleId), costOfCycle(pool, cycleId)]);
  const count = (stage: string, name: string): number => Number(stages[stage]?.[name] ?? 0);
  const n = count('evaluate', 'n');
  return {
    day, cycle: cycleId,
    interactions, collected: count('collect', 'interactions'), bad: count('collect', 'badCases'), annotated: count('annotate', 'annotated'), rows: count('balance', 'lines'),
    champion: n > 0 ? count('evaluate', 'champion') / n : null,
    candidate: n > 0 ? count('evaluate', 'candidate') / n : null,
    ci: decision?.evidence.ci ?? null,
    verdict: decision?.verdict ?? cycle.outcome ?? 'failed',
    reasons: decision?.reason_codes ?? (cycle.reason ? [cycle.reason] : []),
    cost_usd: cost.costUsd,
  };
}

const percent = (share: number | null): string => (share === null ? '-' : `${(100 * share).toFixed(1)} %`);
const points = (difference: number): string => `${difference < 0 ? '' : '+'}${(100 * difference).toFixed(1)}`;

const columns: readonly (readonly [title: string, width: number, cell: (row: DayReport) => string])[] = [
  ['day', 3, (row) => String(row.day)],
  ['talks', 6, (row) => String(row.interactions)],
  ['bad', 5, (row) => String(row.bad)],
  ['judged', 6, (row) => String(row.annotated)],
  ['rows', 6, (row) => String(row.rows)],
  ['champion', 9, (row) => percent(row.champion)],
  ['candidate', 9, (row) => percent(row.candidate)],
  ['difference, 95 %', 18, (row) => (row.ci ? `${points(row.ci[0])} to ${points(row.ci[1])}` : '-')],
  ['cost', 8, (row) => `$${row.cost_usd.toFixed(4)}`],
  ['verdict', 0, (row) => `${row.verdict}${row.reasons.length > 0 ? ` (${row.reasons.join(', ').replaceAll('_', ' ')})` : ''}`],
];

export const tableHead = (): string => columns.map(([title, width]) => title.padStart(width)).join('  ');
export const tableRow = (row: DayReport): string => columns.map(([, width, cell]) => cell(row).padStart(width)).join('  ');
