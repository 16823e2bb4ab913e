import { sessionMembers, storeAnalyses, storeSessionFindings, unanalyzed, type Analysis, type ClaimedInteraction, type SessionFinding, type SessionMember } from '../adapters/store/analyses.ts';
import type { Pool } from '../adapters/store/database.ts';
import { createAnalyzer } from '../core/analysis/analyzer.ts';
import type { AnalyzeConfig } from '../core/analysis/config.ts';
import { createMarker } from '../core/cohorts/mark-row.ts';
import { lastUserText } from '../core/interaction/message.ts';
import type { Calibration } from '../core/signals/calibration.ts';
import { detectSignals } from '../core/signals/detect.ts';
import { unknownFacts } from '../core/signals/facts.ts';
import { limitsFor } from '../core/signals/limits.ts';
import { comparableQuestion } from '../core/signals/repeat.ts';
import { endsOnError } from '../core/signals/row-facts.ts';
import { judgeSession } from '../core/signals/session.ts';
import { tierOf } from '../core/signals/tier.ts';

/** Parts that are worked on side by side: one analyzes while the others wait for the database. */
const shards = 4;
/** Small enough that the worker stays responsive, large enough that commits do not count. */
const batch = 200;

export type Claims = { cycleId: string; agent: string; config: AnalyzeConfig; calibration: Calibration | null; lowRating: number };

/**
 * Analyzes what a cycle has claimed, a batch a transaction: signals, tier and statistics of each interaction by itself,
 * then what sessions say. A second run goes on where the first one stopped.
 */
export async function analyzeClaims(pool: Pool, claims: Claims): Promise<void> {
  const look = createLook(claims);
  await Promise.all(
    Array.from({ length: shards }, async (_, index) => {
      for (;;) {
        const rows = await unanalyzed(pool, claims.cycleId, { index, of: shards }, batch);
        if (rows.length === 0) return;
        await storeAnalyses(pool, claims.cycleId, rows.map(look));
      }
    }),
  );
  await judgeSessions(pool, claims);
}

function createLook({ config, calibration, lowRating }: Claims): (claimed: ClaimedInteraction) => Analysis {
  const analyze = createAnalyzer(config);
  const mark = createMarker(config.signals, calibration, lowRating);
  return ({ id, session, model, messages, reply, promptTokens, completionTokens, latencyMs, toolErrors, ...feedback }) => {
    const result = analyze(id, {
      messages, response_choices: [{ message: { role: 'assistant', content: reply } }], request_model: model, total_cost_time: latencyMs,
      ...(promptTokens !== null && completionTokens !== null && { response_usage: { prompt_tokens: promptTokens, completion_tokens: completionTokens } }),
    });
    // What the store holds was accepted when it came; a row that cannot be read is no reason to stop.
    if ('reject' in result) return { id, tier: 'none', endsOnError: false, stats: {}, signals: [] };
    const { row } = result;
    const { tool_success_count: toolSuccess, tool_fail_count: toolFail, agent_turn_count: turns } = row.meta;
    const failed = Math.max(toolErrors, Number(toolFail ?? 0));
    const { tier, signals } = mark(row, session !== null, { ...feedback, toolFail: failed });
    return { id, tier, signals, endsOnError: endsOnError(row), stats: { ...row.stats, tool_success: Number(toolSuccess ?? 0), tool_fail: failed, turns: Number(turns ?? 0) } };
  };
}

async function judgeSessions(pool: Pool, claims: Claims): Promise<void> {
  let members: SessionMember[] = [];
  let found: SessionFinding[] = [];
  for await (const member of sessionMembers(pool, claims.cycleId, claims.agent)) {
    if (members.length > 0 && members[0]!.session !== member.session) found.push(...judge(members.splice(0), claims));
    members.push(member);
    if (found.length >= batch) await storeSessionFindings(pool, claims.cycleId, found.splice(0));
  }
  if (members.length > 0) found.push(...judge(members, claims));
  await storeSessionFindings(pool, claims.cycleId, found);
}

/** Earlier cycles' interactions count as what came before; what they were found to be stays. */
function judge(members: readonly SessionMember[], { config: { signals: config } }: Claims): SessionFinding[] {
  const verdict = judgeSession(
    members.map(({ at, messages, endsOnError, tier, signals }, row) => ({
      row, at: at.getTime(), question: comparableQuestion(lastUserText(messages)), repeatsInside: false, endsOnError, tier, signals: signals.length,
    })),
    config,
  );
  return verdict.rows.flatMap(({ row, askedAgain, endedOnError }) => {
    const member = members[row]!;
    if (!member.ofThisCycle) return [];
    const signals = detectSignals({ ...unknownFacts, askedAgain, endedOnError }, config, limitsFor(null, config, null));
    return [{ id: member.id, sessionTier: verdict.tier, signals, tier: tierOf([...member.signals, ...signals], config) }];
  });
}
