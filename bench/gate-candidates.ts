import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { byCase, type CaseFacts, type GradedAnswer, type SideCase } from '../core/evaluation/case-record.ts';
import { gateEvidence } from '../core/evaluation/gate-evidence.ts';
import { grade } from '../core/evaluation/grade.ts';
import { replyForm } from '../core/evaluation/reply-form.ts';
import { decide } from '../core/gate/decide.ts';
import type { GateVerdict } from '../core/gate/gate-verdict.ts';
import { gatePolicySchema } from '../core/gate/policy.ts';
import { shuffled } from '../core/random/seeded-draw.ts';
import { answersTo } from '../sandbox/student/answer.ts';
import { untrainedModel } from '../sandbox/student/model.ts';
import { train, type Example } from '../sandbox/student/train.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';
import type { Turn } from '../sandbox/traffic/support-traffic.ts';

/**
 * Evidence run: thirty seeded candidates, of which the truth is known on cases that the gate never sees, before the gate.
 * The sandbox's student is trained on BANKING77 in five ways, six times each; half of the test file gates, half tells the truth.
 *
 *     node bench/gate-candidates.ts [--data FOLDER] [--each 6]
 */
const options = new Command('gate-candidates')
  .option('--data <folder>', 'with train.csv and test.csv (text,category)', join(import.meta.dirname, '../../shared/data/banking77'))
  .option('--each <n>', 'candidates of each kind', '6')
  .parse()
  .opts<{ data: string; each: string }>();
if (!existsSync(options.data)) {
  process.stderr.write(`Skipped: no BANKING77 at ${options.data}\n`);
  process.exit(0);
}

/** A group of intents that the owner of the agent calls critical: what concerns cards that are lost, stolen or swallowed, and PINs. */
const critical = new Set(['lost_or_stolen_card', 'compromised_card', 'card_swallowed', 'lost_or_stolen_phone', 'pin_blocked', 'change_pin', 'cash_withdrawal_not_recognised', 'card_payment_not_recognised']);
const criticalSlice = 'area:security';
const policy = gatePolicySchema.parse({ slices: { [criticalSlice]: { role: 'critical', margin: 0.08, min_cases: 100 } } });
/** Labels that the champion has learned from; those that are better or worse by little and by much, and those of the broken ones. */
const few = 2_000;
const more = [2_600, 3_000, 3_500, 4_000, 6_000, 8_000];
const less = [1_000, 1_200, 1_350, 1_500, 1_600, 1_700];
const many = 8_000;

const rows = await labelledCsv(join(options.data, 'train.csv'));
const test = shuffled([...new Map((await labelledCsv(join(options.data, 'test.csv'))).map((turn) => [turn.text, turn])).values()], 1, 'halves');
const [gating, sealed] = [test.slice(0, test.length / 2), test.slice(test.length / 2)];
const intents = [...new Set(rows.map(({ intent }) => intent))].sort();

type Made = { examples: readonly Example[]; seed: number; broken?: string };
type Kind = { name: string; make: (seed: number) => Made };

const learned = (seed: number, count: number): Turn[] => shuffled(rows, seed, 'learned').slice(0, count);
/** The rows of an intent with the answer of another one: from then on the intent is answered wrongly. */
const mistaught = (turns: readonly Turn[], intent: string, instead: string): Turn[] => turns.map((turn) => (turn.intent === intent ? { ...turn, reply: instead } : turn));
const kinds: readonly Kind[] = [
  { name: 'better: 1.3 to 4 times the labels', make: (seed) => ({ examples: learned(seed, more[seed % more.length]!), seed }) },
  { name: 'equal: as many labels, others', make: (seed) => ({ examples: learned(seed, few), seed }) },
  { name: 'worse: half to .85 of the labels', make: (seed) => ({ examples: learned(seed, less[seed % less.length]!), seed }) },
  {
    name: 'worse on the critical slice alone',
    make: (seed) => ({
      examples: learned(0, few).map((turn) => (critical.has(turn.intent) && shuffled([0, 1, 2], seed, turn.text)[0] !== 0 ? { ...turn, reply: 'card_not_working' } : turn)), seed, broken: criticalSlice,
    }),
  },
  {
    name: 'better on average, one intent broken',
    make: (seed) => {
      const [intent = '', instead = ''] = shuffled(intents.filter((one) => !critical.has(one)), seed, 'broken');
      return { examples: mistaught(learned(seed, many), intent, instead), seed, broken: `intent:${intent}` };
    },
  },
];

const factsOf = (turn: Turn, index: number): CaseFacts => ({
  caseId: `case-${String(index).padStart(4, '0')}`, question: turn.text, expected: turn.reply, intent: turn.intent, grader: 'normalised', hard: false, kind: 'general',
  part: 'open', slices: critical.has(turn.intent) ? { area: 'security' } : {}, group: null, foundModel: null,
});

function student({ examples, seed }: Made) {
  const model = train(untrainedModel('large'), examples.map(({ text, reply }) => ({ text, reply })), { seed });
  return (turns: readonly Turn[]): Map<string, SideCase> =>
    byCase(
      turns.map((turn, index): GradedAnswer => {
        const { reply } = answersTo(model, turn.text, [], 1)[0]!;
        return { caseId: factsOf(turn, index).caseId, repeat: 0, reply, score: grade('normalised', reply, turn.reply), error: null, model: 'student', promptTokens: 0, completionTokens: 0, latencyMs: 0, costUsd: null };
      }),
    );
}

const cases = gating.map(factsOf);
const share = (answers: ReadonlyMap<string, SideCase>): number => [...answers.values()].filter(({ passed }) => passed).length / answers.size;
const championOf = student({ examples: learned(0, few), seed: 1 });
const [champion, championTruth] = [championOf(gating), share(championOf(sealed))];

type Row = { kind: string; truth: number; verdict: GateVerdict; named: boolean | undefined };
const found: Row[] = [];
for (const { name, make } of kinds) {
  for (let seed = 2; seed < 2 + Number(options.each); seed += 1) {
    const made = make(seed);
    const answer = student(made);
    const evidence = gateEvidence({ cases, champion, candidate: answer(gating), championNames: ['student'], formOf: replyForm, contaminated: [], previouslyRolledBack: false, extended: false });
    const verdict = decide(evidence, policy);
    const named = made.broken === undefined ? undefined : verdict.slices.some((slice) => slice.name === made.broken && slice.status === 'fail');
    found.push({ kind: name, truth: share(answer(sealed)) - championTruth, verdict, named });
    process.stderr.write(`${name} ${seed}: truth ${(100 * found.at(-1)!.truth).toFixed(1)}, seen ${(100 * verdict.delta).toFixed(1)}: ${verdict.verdict} (${verdict.reasons.join(', ')})${named === undefined ? '' : named ? ', named' : ', NOT named'}\n`);
  }
}

const points = (value: number): string => `${value < 0 ? '' : '+'}${(100 * value).toFixed(1)}`;
const table = kinds.map(({ name }) => {
  const ones = found.filter(({ kind }) => kind === name);
  const count = (wanted: string): number => ones.filter(({ verdict }) => verdict.verdict === wanted).length;
  const truths = ones.map(({ truth }) => truth);
  const broken = ones.filter(({ named }) => named !== undefined);
  return `| ${name} | ${ones.length} | ${points(Math.min(...truths))} to ${points(Math.max(...truths))} | ${count('promote')} | ${count('reject')} | ${count('inconclusive')} | ${broken.length === 0 ? '-' : `${broken.filter(({ named }) => named).length} of ${broken.length}`} |`;
});
const promoted = found.filter(({ verdict }) => verdict.verdict === 'promote');
const harmful = promoted.filter(({ truth }) => truth < -policy.margin);
const brokenPromoted = promoted.filter(({ named }) => named !== undefined);
const sound = found.filter(({ truth, named }) => truth >= 0.03 && named === undefined);
const soundPromoted = sound.filter(({ verdict }) => verdict.verdict === 'promote').length;
process.stdout.write(
  [
    `Champion: ${(100 * championTruth).toFixed(1)} % of ${sealed.length} sealed cases; the gate sees ${gating.length} others.`, '',
    '| candidates | n | truth, points | promote | reject | inconclusive | broken slice named |', '|---|---:|---|---:|---:|---:|---|', ...table, '',
    `Promoted although worse by more than the margin: ${harmful.length}. Promoted with a broken slice: ${brokenPromoted.length}. Better by 3 points and whole: ${soundPromoted} of ${sound.length} promoted.`, '',
  ].join('\n'),
);
process.exitCode = harmful.length > 0 || brokenPromoted.length > 0 || soundPromoted < 0.8 * sound.length ? 1 : 0;
