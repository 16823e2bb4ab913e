import type { Cycle } from '../adapters/store/cycles.ts';
import type { Pool } from '../adapters/store/database.ts';
import { samplesFromAnnotations } from '../adapters/store/verdict-samples.ts';
import type { AnnotateConfig } from '../core/annotation/config.ts';
import type { HeldBackReason } from '../core/corrections/held-back.ts';
import { judgeHeldBack } from './judge-held-back.ts';

/** Makes samples of what the cycle's judge said, as far as it may be believed. Harmless to repeat. */
export async function makeSamples(pool: Pool, cycle: Cycle, annotate: AnnotateConfig): Promise<{ fresh: number; heldBack: HeldBackReason | undefined }> {
  const heldBack = await judgeHeldBack(pool, cycle, annotate);
  const fresh = await samplesFromAnnotations(pool, cycle.agent, cycle.id, { minConfidence: annotate.min_confidence, heldBack: heldBack !== undefined });
  return { fresh, heldBack };
}
