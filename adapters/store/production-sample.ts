import { fingerprint } from '../../core/evaluation/fingerprint.ts';
import { contentHash } from '../../core/identity/content-hash.ts';
import { lastUserText } from '../../core/interaction/message.ts';
import { sealKeys } from '../../core/splits/seals.ts';
import type { SplitItem } from '../../core/splits/side.ts';
import { caseOfSource } from '../../core/suite/source-cases.ts';
import { stratifiedSample } from '../../core/suite/stratified-sample.ts';
import type { SuiteCase } from '../../core/suite/suite-case.ts';
import type { Pool } from './database.ts';
import { sealSides, sealsOf } from './splits.ts';
import { answeredInteractions, type SourceRow } from './suite-sources.ts';
import { heldOutFingerprints } from './suites.ts';
import { trainedLike } from './training-questions.ts';

export type ProductionSample = {
  cases: SuiteCase[];
  /** Exchanges with a reply that is believed to be right. */
  found: number;
  /** Of those: left out since their user, session or question, or something like it, trains, or might. */
  training: number;
  /** Left out since a suite asks the same already. */
  known: number;
};

/**
 * Draws cases from production, each intent by its share, at most one of a user (or session), and seals them with everybody
 * they belong to on the side of the test: what a suite asks never trains.
 */
export async function drawProductionSample(pool: Pool, agent: string, options: { size: number; seed: number; minConfidence: number }): Promise<ProductionSample> {
  const rows = await answeredInteractions(pool, agent, options.minConfidence);
  const [seals, held] = [await sealsOf(pool, agent), await heldOutFingerprints(pool, agent)];
  const trained = await trainedLike(pool, agent);
  const drawable = new Map<string, { row: SourceRow; item: SplitItem }>();
  let [training, known] = [0, 0];
  for (const row of rows) {
    const item = itemOf(agent, row);
    if (held.has(item.fingerprint ?? '')) known += 1;
    else if (sealKeys(item).some((key) => (seals.get(key)?.reach ?? 'test') !== 'test') || trained(lastUserText(row.messages))) training += 1;
    else drawable.set(item.id, { row, item });
  }
  const strata = [...drawable].map(([id, { row, item }]) => ({ id, stratum: row.intent ?? '', group: item.user ?? item.session ?? item.fingerprint ?? id }));
  const drawn = stratifiedSample(strata, options.size, options.seed).flatMap(({ id }) => drawable.get(id) ?? []);
  // A cycle may place some of them at this moment: what it was faster with is not sealed again, and is no case.
  const placed = await sealSides(pool, agent, drawn.map(({ item }) => item), { salt: agent, val: 0, test: 0 });
  const cases = drawn.flatMap(({ row }, place) => (placed[place]?.side === 'test' && !placed[place].blocked ? [caseOfSource(row, 'sample')] : []));
  return { cases, found: rows.length, training: training + drawn.length - cases.length, known };
}

function itemOf(agent: string, { sampleId, key, messages, expected, userId, sessionId, intent }: SourceRow): SplitItem {
  return {
    // The id that a training sample of it would have.
    id: sampleId ?? contentHash('sample', agent, key, messages, expected),
    held: true, intent: intent ?? '', fingerprint: fingerprint(lastUserText(messages)),
    ...(userId !== null && { user: userId }),
    ...(sessionId !== null && { session: sessionId }),
  };
}
