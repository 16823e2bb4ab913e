import { answeringVersion, modelsOf } from '../../core/candidate/answer.ts';
import type { Routing } from '../../core/candidate/routing.ts';
import { contentHash } from '../../core/identity/content-hash.ts';
import type { Message } from '../../core/interaction/message.ts';
import { codeVersion } from '../files/code-version.ts';
import type { Database } from './database.ts';
import { inheritedTaint } from './inherited-taint.ts';

/** A way of answering. */
export type Candidate = {
  id: string;
  agent: string;
  model: string;
  base_model: string | null;
  system_prompt: string | null;
  examples: Message[];
  routing: Routing | null;
  dataset_id: string | null;
  training_key: string | null;
  answering_version: number;
  artefact_hash: string | null;
  code_version: string | null;
  rolled_back_at: Date | null;
  /** Since when it is known that it saw a user who was erased. */
  tainted_at: Date | null;
  /** Parts that an erasure took out: it answers otherwise than it was evaluated. */
  erased_parts: number;
};

export type NewCandidate = {
  agent: string;
  model: string;
  baseModel: string | null;
  systemPrompt: string | null;
  examples: Message[];
  routing?: Routing | null;
  /** What it was made from: a training's data set, or the one that its demonstrations come from. */
  datasetId: string | null;
  trainingKey: string | null;
  /** Of the weights, where they lie on a machine of ours. */
  artefactHash?: string | undefined;
  cycleId: string | null;
};

/** Registers a candidate under the hash of its content, its origin and the version of the code that answers; it inherits the marks of the models that it is made of. */
export async function registerCandidate(db: Database, candidate: NewCandidate): Promise<string> {
  const { cycleId, ...content } = candidate;
  const routing = content.routing ?? null;
  // Without an artefact the id is what it was before there were any.
  const id = `c-${contentHash('candidate', answeringVersion, { ...content, routing }).slice(0, 16)}`;
  await db.query(
    `insert into candidates (id, agent, model, base_model, system_prompt, examples, routing, dataset_id, training_key, answering_version, cycle_id, artefact_hash, code_version, tainted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (id) do nothing`,
    [
      id, content.agent, content.model, content.baseModel, content.systemPrompt, JSON.stringify(content.examples), routing && JSON.stringify(routing),
      content.datasetId, content.trainingKey, answeringVersion, cycleId, content.artefactHash ?? null, await codeVersion(),
      await inheritedTaint(db, [...modelsOf({ model: content.model, routing }), content.baseModel]),
    ],
  );
  return id;
}

export async function getCandidate(db: Database, id: string): Promise<Candidate> {
  const { rows } = await db.query<Candidate>('select * from candidates where id = $1', [id]);
  if (!rows[0]) throw new Error('no such candidate');
  return rows[0];
}
