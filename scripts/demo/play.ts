import { openChat, openClient } from '../../adapters/llm/chat.ts';
import { publishedPrices } from '../../adapters/llm/prices.ts';
import { listAgents } from '../../adapters/store/agents.ts';
import type { Candidate } from '../../adapters/store/candidates.ts';
import { applyWithChampion, findChampion } from '../../adapters/store/champions.ts';
import type { Pool } from '../../adapters/store/database.ts';
import { bindPseudonymKey } from '../../adapters/store/installation.ts';
import { openInteractionLog, type LoggedFeedback } from '../../adapters/store/interaction-log.ts';
import { importSamples } from '../../adapters/store/samples.ts';
import { storeSuite } from '../../adapters/store/suites.ts';
import type { TemporalClient } from '../../adapters/temporal/connection.ts';
import { cycleEnd, startCycle } from '../../adapters/temporal/cycles.ts';
import { ensureSchedule } from '../../adapters/temporal/schedule.ts';
import { openAiTrainer } from '../../adapters/trainers/openai.ts';
import type { FlywheelConfig } from '../../core/config/flywheel.ts';
import { contentHash } from '../../core/identity/content-hash.ts';
import { redactText } from '../../core/privacy/redact-text.ts';
import { suiteCaseOfLabelled } from '../../core/suite/parse.ts';
import { freezeSuite } from '../../core/suite/stored.ts';
import type { Stack } from '../../sandbox/stack/stack.ts';
import { trainDayZero } from './day-zero.ts';
import { dayReport, type DayReport } from './day-report.ts';
import { demoConfig, withoutReplay } from './configuration.ts';
import { accuracyOn, playDay } from './play-day.ts';
import { answerKey, type World } from './world.ts';

export type DemoResult = {
  agent: string;
  days: DayReport[];
  /** Accuracy on the sealed cases, measured at the end: day 0, each released candidate, the last one. Null without sealed cases. */
  sealed: { first: number; last: number; promoted: { day: number; accuracy: number }[] } | null;
};

const baseModel = 'sandbox-large';
/** The first simulated day; days are dated, so two runs look the same. */
const firstDay = Date.UTC(2026, 0, 5);
const dayMs = 86_400_000;

export type Narrator = { say: (line: string) => void; day: (report: DayReport) => void };

/**
 * Plays a world against a running stack. It holds no orchestration: it talks to the champion, logs what was said
 * through the same functions as an application, starts the same workflow as `flywheel run`, and reads the store.
 */
export async function playDemo(stack: Stack, pool: Pool, temporal: TemporalClient, world: World, narrate: Narrator): Promise<DemoResult> {
  const client = openClient({ baseUrl: stack.providerUrl, apiKey: stack.apiKey });
  const chat = openChat(client);
  const pseudonymKey = stack.env['FLYWHEEL_PSEUDONYM_KEY'] ?? '';
  await bindPseudonymKey(pool, pseudonymKey);
  const agent = await freshName(pool, world.agent);
  await tellTheJudge(stack, world);

  const model = await trainDayZero(openAiTrainer({ client, priceOf: publishedPrices(client), contextTokens: 65_536 }), world, baseModel);
  const config = demoConfig(agent, world, model, baseModel);
  const apply = async (version: FlywheelConfig) => {
    const { version: number } = await applyWithChampion(pool, version, 'demo');
    await ensureSchedule(temporal, version, `version ${number}, applied by demo`);
  };
  await apply(config);
  await importSeed(pool, agent, world);
  await freeze(pool, agent, world);
  narrate.say(`${agent} was trained by hand on ${world.seed.length} examples; ${world.suite.length} cases are frozen for the gate.`);

  const log = openInteractionLog({ pool, agent, pseudonymKey });
  const champions: { day: number; candidate: Candidate }[] = [{ day: 0, candidate: await champion(pool, agent) }];
  const days: DayReport[] = [];
  let late: LoggedFeedback[] = [];
  const turn = async (day: number, turns: World['suite'], trigger: 'run' | 'retrain') => {
    for (const feedback of late) await log.recordFeedback(feedback);
    const start = new Date(firstDay + (day - 1) * dayMs);
    const played = await playDay({ name: `${agent}-day-${day}`, start, turns, seed: day }, { champion: champions.at(-1)!.candidate, chat, log });
    late = played.late;
    const id = await startCycle(temporal, { agent, trigger });
    await cycleEnd(temporal, id);
    const report = await dayReport(pool, day, id, played.interactions);
    days.push(report);
    narrate.day(report);
    const now = await champion(pool, agent);
    if (now.id !== champions.at(-1)!.candidate.id) champions.push({ day, candidate: now });
  };

  for (const [index, turns] of world.days.entries()) await turn(index + 1, turns, 'run');
  if (world.surprise.length > 0) {
    narrate.say('Then only new things are asked, and somebody retrains on those alone, without replaying what was learnt before:');
    await apply(withoutReplay(config));
    await turn(world.days.length + 1, world.surprise, 'retrain');
    await apply(config);
  }
  return { agent, days, sealed: await measureSealed(world, champions, chat) };
}

async function measureSealed(world: World, champions: readonly { day: number; candidate: Candidate }[], chat: ReturnType<typeof openChat>): Promise<DemoResult['sealed']> {
  if (world.sealed.length === 0) return null;
  const measured: { day: number; accuracy: number }[] = [];
  for (const { day, candidate } of champions) measured.push({ day, accuracy: await accuracyOn(world.sealed, candidate, chat) });
  return { first: measured[0]!.accuracy, last: measured.at(-1)!.accuracy, promoted: measured.slice(1) };
}

/** Earlier demonstrations stay in the store and in the UI; each one is an agent of its own. */
async function freshName(pool: Pool, wanted: string): Promise<string> {
  const taken = new Set(await listAgents(pool));
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
}

async function tellTheJudge(stack: Stack, world: World): Promise<void> {
  const url = new URL('/sandbox/answer-key', stack.providerUrl);
  const response = await fetch(url, { method: 'PUT', body: answerKey(world), headers: { authorization: `Bearer ${stack.apiKey}` } });
  if (!response.ok) throw new Error(`the sandbox refused the answer key: ${response.status}`);
}

async function importSeed(pool: Pool, agent: string, world: World): Promise<void> {
  const samples = world.seed.map(({ text, reply, intent }) => ({
    key: contentHash(text, reply), messages: [{ role: 'user' as const, content: redactText(text).text }], reply, intent,
  }));
  await importSamples(pool, agent, samples);
}

async function freeze(pool: Pool, agent: string, world: World): Promise<void> {
  const cases = world.suite.map(({ text, reply, intent }) => {
    const parsed = suiteCaseOfLabelled({ text, category: reply });
    if ('fault' in parsed) throw new Error('a case of the demonstration is not valid');
    return { ...parsed, intent };
  });
  await storeSuite(pool, { ...freezeSuite(agent, cases), agent, name: 'frozen before day 1' });
}

async function champion(pool: Pool, agent: string): Promise<Candidate> {
  const found = await findChampion(pool, agent);
  if (!found) throw new Error('the demonstration lost its champion');
  return found;
}
