import { redactText } from '../../core/privacy/redact-text.ts';
import { shuffled } from '../../core/random/seeded-draw.ts';
import { newIntentNames } from '../../sandbox/traffic/intents/index.ts';
import { labelledCsv } from '../../sandbox/traffic/labelled-csv.ts';
import { supportTraffic, type Turn } from '../../sandbox/traffic/support-traffic.ts';

/** What the demonstration plays: the data that a team would have, and the truth that only the sandbox knows. */
export type World = {
  agent: string;
  systemPrompt: string;
  /** What the champion of day 0 was trained on. */
  seed: Turn[];
  days: Turn[][];
  /** Frozen cases of the gate. */
  suite: Turn[];
  /** Cases that nobody looks at before the end; empty where there are none. */
  sealed: Turn[];
  /** A last day on which only things are asked that were never asked before; empty where there is none. */
  surprise: Turn[];
  /** Calls to the judge in one cycle. */
  budget: number;
  /** A reply is a label: being short is its form, not a sign of trouble. */
  answersWithLabels: boolean;
};

const support = { seed: 120, perDay: 450, suite: 600, surprise: 300, budget: 250 };

/** A bicycle shop's support agent of our own making. */
export function supportWorld(days: number): World {
  const turns = distinct(supportTraffic({ seed: 7, count: 4 * (support.seed + days * support.perDay + support.suite) }));
  let used = 0;
  const take = (count: number): Turn[] => turns.slice(used, (used += count));
  return {
    agent: 'bike-shop', systemPrompt: 'You are the support agent of a bicycle shop. Answer with the reply that helps.',
    seed: take(support.seed), suite: take(support.suite), days: Array.from({ length: days }, () => take(support.perDay)), sealed: [],
    surprise: distinct(supportTraffic({ seed: 8, count: support.surprise, intents: newIntentNames })), budget: support.budget, answersWithLabels: false,
  };
}

const csv = { seed: 500, budget: 300 };

/** Labelled questions as traffic: the agent answers with the category. Half of the test file gates, half is sealed. */
export async function csvWorld(traffic: string, suite: string, days: number, seed: number): Promise<World> {
  const questions = shuffled(await labelledCsv(traffic), seed, 'traffic');
  const cases = shuffled(distinct(await labelledCsv(suite)), seed, 'suite');
  const perDay = Math.ceil(questions.length / days);
  const half = Math.floor(cases.length / 2);
  return {
    agent: 'router', systemPrompt: 'Answer with the category of the question.',
    seed: shuffled(questions, seed, 'day zero').slice(0, csv.seed),
    days: Array.from({ length: days }, (_, day) => questions.slice(day * perDay, (day + 1) * perDay)),
    suite: cases.slice(0, half), sealed: cases.slice(half), surprise: [], budget: csv.budget, answersWithLabels: true,
  };
}

/** The judge looks truths up by what it is shown: redacted texts. */
export function answerKey(world: World): string {
  const turns = [...world.seed, ...world.days.flat(), ...world.suite, ...world.surprise];
  return turns.map(({ text, reply, intent }) => JSON.stringify({ prompt: redactText(text).text, reply, intent })).join('\n');
}

function distinct(turns: readonly Turn[]): Turn[] {
  return [...new Map(turns.map((turn) => [turn.text.trim().toLowerCase(), turn])).values()];
}
