import { storeSuite } from '../../adapters/store/suites.ts';
import { applyWithChampion } from '../../adapters/store/champions.ts';
import type { Pool } from '../../adapters/store/database.ts';
import { openInteractionLog } from '../../adapters/store/interaction-log.ts';
import { flywheelSchema } from '../../core/config/flywheel.ts';
import { pseudonym } from '../../core/privacy/pseudonym.ts';
import { caseOfSource } from '../../core/suite/source-cases.ts';
import { suiteCaseOfLabelled } from '../../core/suite/parse.ts';
import { freezeSuite } from '../../core/suite/stored.ts';
import { wrongReply } from './served-agent.ts';
import type { TestFlywheel, Turn } from './flywheel.ts';
import { callsTo } from './sandbox-provider.ts';

/** Stands in all that the user wrote, got or is called by. */
export const marker = 'zebraquartz';
export const user = `${marker}-ana`;
const key = 'test-key';
export const userPseudonym = pseudonym('u', user, key);

export const markedTurn = ({ text, reply, intent }: Turn): Turn => ({ text: `${text} ${marker}`, reply: `${reply} ${marker}`, intent });

/** An agent that trains and searches a prompt, with a suite; in its log some exchanges are the user's. */
export async function prepare(pool: Pool, agent: string, { asked, own, suite, ownCases = [] }: { asked: readonly Turn[]; own: readonly Turn[]; suite: readonly Turn[]; ownCases?: readonly Turn[] }): Promise<void> {
  const config = flywheelSchema.parse({
    agent: { name: agent, champion: { model: 'sandbox-large', system_prompt: 'Answer with the reply that helps.' } },
    trigger: { min_new_interactions: 20 },
    annotate: { judge: 'sandbox-judge' },
    balance: { intent_min_samples: 5, val_share: 0.25 },
    train: { base_model: 'sandbox-large', poll_from: '50ms', poll_to: '500ms', request_timeout: '10s', lost_answer_wait: '1s' },
    candidates: { prompt: { max_examples: 60, trials: 2, rounds: 1, probe: 20 } },
    gate: { latency: { tolerated_ms: 60_000 } },
    release: { approval: 'automatic' },
  });
  await applyWithChampion(pool, config, 'test');
  const cases = suite.map(({ text, reply, intent }, index) => {
    const parsed = suiteCaseOfLabelled({ text, category: reply });
    if ('fault' in parsed) throw new Error(JSON.stringify(parsed.fault));
    return { ...parsed, id: `case-${index}`, intent };
  });
  const owned = ownCases.map(({ text, reply, intent }, index) =>
    caseOfSource({ key: `${marker}-case-${index}`, messages: [{ role: 'user', content: text }], expected: reply, intent, severity: null, errorType: null, model: null, userId: userPseudonym, sessionId: null, source: 'judged' }, 'sample'));
  const frozen = freezeSuite(agent, [...cases.slice(0, 5), ...owned, ...cases.slice(5)]);
  await storeSuite(pool, { ...frozen, agent, name: 'test' });
  await converse(pool, agent, asked, (index) => ({ id: `other-${index}`, user: `bob-${index % 7}-of-many` }));
  await converse(pool, agent, own, (index) => ({ id: `${marker}-${index}`, user, session: `${marker}-session-${index % 4}` }));
}

/** Every third reply is wrong, and half of those are complained about, in words and with a correction; some exchanges call a tool. */
export async function converse(pool: Pool, agent: string, turns: readonly Turn[], who: (index: number) => { id: string; user: string; session?: string }): Promise<void> {
  const log = openInteractionLog({ pool, agent, pseudonymKey: key });
  for (const [index, { text, reply }] of turns.entries()) {
    const { id, ...whose } = who(index);
    const tool = index % 5 === 4
      ? [
          { role: 'assistant' as const, content: '', tool_calls: [{ id: 'call-1', type: 'function' as const, function: { name: 'look_up', arguments: JSON.stringify({ q: text }) } }] },
          { role: 'tool' as const, content: `found: ${reply}`, tool_call_id: 'call-1' },
        ]
      : [];
    await log.logInteraction({ id, ...whose, model: 'sandbox-large', messages: [{ role: 'user', content: text }, ...tool], reply: index % 3 === 0 ? wrongReply : reply });
    if (index % 6 === 0) await log.recordFeedback({ interactionId: id, user: whose.user, rating: 1, text: `not what I asked: ${text}`, correction: reply });
  }
}

/** Tables of which a row holds one of the words, with how many rows do. */
export async function tablesWith(pool: Pool, ...words: string[]): Promise<Record<string, number>> {
  const { rows: tables } = await pool.query<{ name: string }>(`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`);
  const found: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${name} t where exists (select 1 from unnest($1::text[]) w where strpos(t::text, w) > 0)`, [words]);
    if (rows[0]!.n > 0) found[name] = rows[0]!.n;
  }
  return found;
}

/** Files at the provider that hold the marker, and all of them. */
export async function filesWith({ provider }: TestFlywheel, word: string): Promise<{ holding: string[]; all: string[] }> {
  const { client } = callsTo(provider.url);
  const [holding, all]: [string[], string[]] = [[], []];
  for await (const { id } of client.files.list()) {
    all.push(id);
    if ((await (await client.files.content(id)).text()).includes(word)) holding.push(id);
  }
  return { holding, all };
}
