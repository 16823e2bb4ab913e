import { hashShare } from '../../student/hash.ts';

type Judgement = { verdict?: 'good' | 'bad' } & Record<string, unknown>;

const good = { verdict: 'good', error_type: null, severity: null, corrected_reply: null, mistake: null, recommendation: 'keep' };
const bad = { verdict: 'bad', error_type: 'other', severity: 'P2', recommendation: 'discard' };

/** The answer with other values, of those properties that it has. */
function changed(answer: string, values: (judgement: Judgement) => Record<string, unknown>): string {
  const judgement = JSON.parse(answer) as Judgement;
  const present = Object.entries(values(judgement)).filter(([name]) => name in judgement);
  return JSON.stringify({ ...judgement, ...Object.fromEntries(present) });
}

/** A judge that likes everything. */
export const alwaysGood = (answer: string): string => changed(answer, () => good);

/**
 * A judge that decides by lot: half of its verdicts are turned round, each time anew.
 *
 * @param turn number of the call, so that the same question may get another answer
 */
export const flipped = (answer: string, turn: number): string =>
  hashShare(`flip/${turn}`) < 0.5 ? answer : changed(answer, ({ verdict }) => (verdict === 'good' ? bad : good));

/** A judge of pairs that likes what stands first. */
export const firstPlace = (answer: string): string => changed(answer, () => ({ better: 'first' }));

/** An answer that was cut off, as by a limit of tokens. */
export const cutOff = (answer: string): string => answer.slice(0, Math.ceil(answer.length * 0.6));
