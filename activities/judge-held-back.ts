import { countCorrections } from '../adapters/store/corrections.ts';
import type { Cycle } from '../adapters/store/cycles.ts';
import type { Pool } from '../adapters/store/database.ts';
import { judgeTrust } from '../adapters/store/judge-trust.ts';
import { countRetests } from '../adapters/store/retests.ts';
import { judgeRecord } from '../core/agreement/judge-record.ts';
import type { AnnotateConfig } from '../core/annotation/config.ts';
import { judgePromptVersion } from '../core/annotation/prompts/index.ts';
import { heldBack, type HeldBackReason } from '../core/corrections/held-back.ts';

/** Whether nothing that this cycle's judge said may teach, and why. The cycle's cutoff is the time: asked again, the answer is the same. */
export async function judgeHeldBack(pool: Pool, cycle: Cycle, annotate: AnnotateConfig): Promise<HeldBackReason | undefined> {
  const cycleId = cycle.id;
  const checks = { retests: await countRetests(pool, { cycleId }), corrections: await countCorrections(pool, { cycleId }) };
  const { id } = judgeRecord(annotate, judgePromptVersion(annotate.preferred_output_lang));
  return heldBack(checks, await judgeTrust(pool, cycle.agent, id, cycle.cutoff), annotate);
}
