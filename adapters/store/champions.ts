import type { FlywheelConfig } from '../../core/config/flywheel.ts';
import { saltedShare } from '../../core/splits/salted-share.ts';
import { applyAgent } from './agents.ts';
import { getCandidate, registerCandidate, type Candidate } from './candidates.ts';
import { inTransaction, type Database, type Pool } from './database.ts';
import { crownFirst, findAlias } from './releases.ts';

type Applied = { version: number; changed: boolean };

/**
 * Applies a configuration; the first one also makes what serves today the champion.
 *
 * @param beforeCommit what has to succeed with it: where it throws, nothing is applied
 */
export async function applyWithChampion(pool: Pool, config: FlywheelConfig, by: string, beforeCommit?: (applied: Applied) => Promise<void>): Promise<Applied> {
  return inTransaction(pool, async (db) => {
    const applied = await applyAgent(db, config, by);
    const { name, champion } = config.agent;
    const candidateId = await registerCandidate(db, {
      agent: name, model: champion.model, baseModel: null, systemPrompt: champion.system_prompt || null,
      examples: [], datasetId: null, trainingKey: null, cycleId: null,
    });
    await crownFirst(db, name, candidateId, by);
    await beforeCommit?.(applied);
    return applied;
  });
}

/** Who answers now. */
export async function findChampion(db: Database, agent: string): Promise<Candidate | undefined> {
  const alias = await findAlias(db, agent, 'champion');
  return alias && getCandidate(db, alias.candidateId);
}

export type Resolved = Pick<Candidate, 'model' | 'system_prompt' | 'examples' | 'routing'> & {
  agent: string;
  candidate: string;
  alias: 'champion';
  since: Date;
  /** Where the session stands among all, 0 to 1, the same at every call: a canary would take those below its share. Null without a session. */
  place: number | null;
};

/**
 * Which candidate answers in a session of an application. Today the champion does in every one; who asks here with the session
 * need not change when shares of them go to a canary.
 *
 * @returns undefined for an agent that was never applied
 */
export async function resolve(db: Database, agent: string, session: string | null = null): Promise<Resolved | undefined> {
  const alias = await findAlias(db, agent, 'champion');
  if (!alias) return undefined;
  const { model, system_prompt, examples, routing } = await getCandidate(db, alias.candidateId);
  return { agent, candidate: alias.candidateId, alias: 'champion', since: alias.since, place: session === null ? null : saltedShare(agent, session), model, system_prompt, examples, routing };
}
