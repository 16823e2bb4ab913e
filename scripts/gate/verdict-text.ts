import { stripVTControlCharacters } from 'node:util';
import type { CriterionStatus, GateCriterion, GateSlice, GateVerdict } from '../../core/gate/gate-verdict.ts';
import { points, pointsRange } from '../../core/figures/figure-text.ts';

const marks: Readonly<Record<CriterionStatus, string>> = { pass: 'pass', fail: 'FAIL', open: 'open', warn: 'warn', not_run: '-' };

/** Slices and cases beyond these are in `--json`: a screen shows the worst. */
const shownSlices = 12;
const shownCases = 10;

/** The verdict for a person: the sentence, every criterion with its sentence, slices worst first, the cases lost. */
export function verdictText({ sentence, criteria, slices, cases, needed_cases: needed, verdict }: GateVerdict): string {
  return [
    sentence,
    '',
    ...criteria.map(criterionLine),
    ...(slices.length > 0 ? ['', 'slices, worst first', ...slices.slice(0, shownSlices).map(sliceLine)] : []),
    ...(slices.length > shownSlices ? [`  and ${slices.length - shownSlices} more (--json shows all)`] : []),
    ...(cases.lost.length > 0 ? ['', `lost: ${list(cases.lost)}`] : []),
    ...(cases.hard_lost.length > 0 ? [`lost for good: ${list(cases.hard_lost)}`] : []),
    ...(verdict === 'inconclusive' && needed !== null ? ['', `cases to have in all before one more look: ${needed}`] : []),
  ].join('\n');
}

const criterionLine = ({ name, status, sentence }: GateCriterion): string => `  ${marks[status].padEnd(5)} ${name.padEnd(22)} ${sentence}`;

const sliceLine = ({ name, role, status, n, lost, gained, delta, ci }: GateSlice): string =>
  `  ${marks[status].padEnd(5)} ${name.padEnd(28)} ${points(delta).padStart(6)} (${pointsRange(ci)})  ${n} cases, ${lost} lost, ${gained} gained${role === 'guarded' ? '' : `, ${role}`}`;

const list = (ids: readonly string[]): string =>
  `${ids.slice(0, shownCases).map((id) => stripVTControlCharacters(id)).join(', ')}${ids.length > shownCases ? ` and ${ids.length - shownCases} more` : ''}`;
