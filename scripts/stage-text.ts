import { stages, type Stage } from '../core/cycle/stage.ts';

export type StageCounts = Record<string, Record<string, unknown>>;

/** The finished stages of a cycle, in their order, a line each: `collect   interactions 300, bad cases 41`. */
export const stageLines = (counts: StageCounts): string[] =>
  stages.flatMap((stage) => {
    const found = counts[stage];
    return found ? [`${stage.padEnd(9)} ${Object.entries(found).flatMap(showCount).join(', ')}`] : [];
  });

/** The first stage that has not finished: the one at work while the cycle runs. */
export const stageAtWork = (counts: StageCounts): Stage => stages.find((stage) => !counts[stage]) ?? 'release';

/** `costUsd: 0.5` -> `$0.5000`; `badCases: 3` -> `bad cases 3`. */
function showCount([name, value]: [string, unknown]): string[] {
  if (value === null || value === undefined) return [];
  if (name === 'costUsd') return [`$${Number(value).toFixed(4)}`];
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return [`${words} ${Array.isArray(value) ? value.join(', ').replaceAll('_', ' ') : JSON.stringify(value).replaceAll(/[_"]/g, ' ').trim()}`];
}
