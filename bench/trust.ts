// How far judges, users and annotations are to be believed: what `npm run evidence:trust` shows.
import { existsSync, readFileSync } from 'node:fs';
import { contradictions } from '../core/agreement/contradictions.ts';
import { fleissKappa } from '../core/agreement/fleiss.ts';
import { judgeAgreement } from '../core/agreement/judge-agreement.ts';
import { kappaOf } from '../core/agreement/kappa.ts';
import { predictionPoweredMean } from '../core/agreement/prediction-powered.ts';
import { ratingTable } from '../core/agreement/rating-table.ts';
import { annotateSchema } from '../core/annotation/config.ts';
import { heldBack } from '../core/corrections/held-back.ts';
import { feedbackSchema } from '../core/feedback/config.ts';
import { userReliability, type Vote } from '../core/feedback/reliability.ts';
import { rateOf, shareOf } from '../core/figures/share.ts';
import { saltedShare } from '../core/splits/salted-share.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';

const data = '../shared/data';
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const draw = (...name: (string | number)[]): number => saltedShare('trust', ...name.map(String));
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): void => {
  for (const row of [head, head.map(() => '---'), ...rows]) print(`| ${row.join(' | ')} |`);
  print('');
};

function pandalm(): void {
  const folder = `${data}/pandalm-human`;
  if (!existsSync(folder)) return print(`${folder} is not there: agreement of real people left out\n`);
  const read = <T>(name: string): T[] => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as T[];
  const people = read<Record<string, number>>('testset-v1.json').map((row) => [1, 2, 3].map((person) => String(row[`annotator${person}`])));
  const scale = ['0', '1', '2'];
  const pairs: [string, number | null][] = [[0, 1], [0, 2], [1, 2]].map(([one, other]) => [
    `person ${one! + 1} and person ${other! + 1}, Cohen's kappa`, kappaOf(ratingTable(scale, people.map((labels) => [labels[one!]!, labels[other!]!]))).kappa,
  ]);
  pairs.push(['all three, Fleiss\' kappa', fleissKappa(people.map((labels) => scale.map((label) => labels.filter((one) => one === label).length)))]);
  const majority = people.map((labels) => labels.find((label, place) => labels.indexOf(label) !== place)!);
  for (const [name, verdicts] of [
    ['gpt-3.5', read<{ gpt_result: string }>('gpt-3.5-turbo-testset-v1.json').map(({ gpt_result }) => (gpt_result === 'Tie' ? '0' : gpt_result))],
    ['pandalm-7b', read<{ pandalm_result: number }>('pandalm-7b-testset-v1.json').map(({ pandalm_result }) => String(pandalm_result))],
  ] as const) {
    const { accuracy, kappa } = judgeAgreement(scale, majority.map((human, place) => ({ human, judge: scale.find((label) => label === verdicts[place]) ?? null })));
    pairs.push([`${name} and the majority, accuracy`, rateOf(accuracy)], [`${name} and the majority, kappa`, kappa.kappa]);
  }
  table(['PandaLM, 999 pairs', 'value'], pairs.map(([name, value]) => [name, value?.toFixed(4) ?? '-']));
}

/** A judge that overlooks a third of the bad replies: what its own rate, and the corrected one, say of a true rate of .2. */
function rates(runs: number): void {
  const truth = 0.2;
  const rows = [50, 100, 200, 400].map((labels) => {
    let [corrected, judgeOnly, people, width, peopleWidth] = [0, 0, 0, 0, 0];
    for (let run = 0; run < runs; run += 1) {
      const all = Array.from({ length: 1_500 }, (_, item) => {
        const human = draw('bad', labels, run, item) < truth ? 1 : 0;
        return { human, judge: draw('judge', labels, run, item) < (human === 1 ? 0.33 : 0.05) ? 1 - human : human };
      });
      const rest = all.slice(labels).map(({ judge }) => judge);
      const ppi = predictionPoweredMean(all.slice(0, labels), rest)!.interval;
      const alone = predictionPoweredMean(all.slice(0, labels), [])!.interval;
      const naive = shareOf(rest.filter((bad) => bad === 1).length, rest.length).interval!;
      corrected += Number(ppi[0] <= truth && truth <= ppi[1]);
      people += Number(alone[0] <= truth && truth <= alone[1]);
      judgeOnly += Number(naive[0] <= truth && truth <= naive[1]);
      width += ppi[1] - ppi[0];
      peopleWidth += alone[1] - alone[0];
    }
    const percent = (count: number): string => `${((100 * count) / runs).toFixed(1)} %`;
    return [labels, percent(corrected), percent(people), percent(judgeOnly), (width / runs).toFixed(3), (peopleWidth / runs).toFixed(3)];
  });
  table(['labels', '95 % intervals that hold: corrected', 'labels alone', 'judge alone', 'width, corrected', 'width, labels alone'], rows);
}

/** Cycles with 30 retests of a judge that says the same again so often: how many are held back. */
function flips(runs: number): void {
  const config = annotateSchema.parse({ judge: 'any' });
  const rows = [0.5, 0.6, 0.75, 0.85, 0.95].map((same) => {
    const held = [15, 30, 60].map((retests) => {
      let count = 0;
      for (let run = 0; run < runs; run += 1) {
        const agreed = Array.from({ length: retests }, (_, item) => draw('flip', same, retests, run, item) < same).filter(Boolean).length;
        if (heldBack({ retests: { agreed, disagreed: retests - agreed }, corrections: { agreed: 0, disagreed: 0 } }, undefined, config) !== undefined) count += 1;
      }
      return `${((100 * count) / runs).toFixed(1)} %`;
    });
    return [same, ...held];
  });
  table(['says the same again', 'held back, 15 retests', '30 (default)', '60'], rows);
}

/** What a user who always votes 1 still weighs, and an honest one, by the number of their votes and the share of them that was judged. */
function users(): void {
  const config = feedbackSchema.parse({});
  const rows = [5, 10, 20, 40, 80, 160].map((count) => [
    count,
    ...[0, 0.25].flatMap((judged) => {
      const bad = (item: string): boolean => draw('item', item) < 0.3;
      const votes: Vote[] = ['always', 'honest'].flatMap((user) => Array.from({ length: count }, (_, place) => {
        const item = `${user}-${place}`;
        return { user, item, low: user === 'always' || draw('vote', item) < (bad(item) ? 0.9 : 0.1) };
      }));
      const known = new Map(votes.filter(({ item }) => draw('judged', item) < judged).map(({ item }) => [item, bad(item) ? 0.9 : 0.1]));
      const found = userReliability(votes, known, { votedBad: config.voted_bad, priorVotes: config.user_prior_votes });
      return [found.get('always')!.low.toFixed(2), found.get('honest')!.low.toFixed(2)];
    }),
  ]);
  table(['votes', 'always 1, nothing judged', 'honest', 'always 1, a quarter judged', 'honest'], rows);
}

async function neighbours(): Promise<void> {
  const file = `${data}/banking77/train.csv`;
  if (!existsSync(file)) return print(`${file} is not there: contradictions of real questions left out`);
  const rows = await labelledCsv(file);
  const intents = [...new Set(rows.map(({ intent }) => intent))].sort();
  const wrong = new Set(rows.keys().filter((place) => draw('noise', place) < 0.05));
  const items = rows.map(({ text, intent }, place) => ({
    id: place, question: text, context: '', reply: null, verdict: null,
    intent: wrong.has(place) ? intents[(intents.indexOf(intent) + 1 + Math.floor(draw('which', place) * (intents.length - 1))) % intents.length]! : intent,
  }));
  const flagged = contradictions(items).map(({ id }) => id);
  const right = flagged.filter((id) => wrong.has(id)).length;
  table(['BANKING77, 5 % of 10,003 labels wrong', 'count'], [['wrong labels', wrong.size], ['flagged by their near-duplicates', flagged.length], ['of these wrong', right]]);
}

pandalm();
rates(2_000);
flips(10_000);
users();
await neighbours();
