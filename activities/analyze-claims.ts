import { sessionMembers, sessionsOfCycle, storeAnalyses, storeSessionFindings, unanalyzed, type Analysis, type ClaimedInteraction, type SessionFinding, type SessionMember, type Shard } from '../adapters/store/analyses.ts';
import { chunks, type Pool } from '../adapters/store/database.ts';
import { createAnalyzer } from '../core/analysis/analyzer.ts';
import type { AnalyzeConfig } from '../core/analysis/config.ts';
import { createMarker } from '../core/cohorts/mark-row.ts';
import { replyMessage } from '../core/interaction/reply-message.ts';
import type { Calibration } from '../core/signals/calibration.ts';
import { detectSignals } from '../core/signals/detect.ts';
import { unknownFacts } from '../core/signals/facts.ts';
import { limitsFor } from '../core/signals/limits.ts';
import { comparableQuestion } from '../core/signals/repeat.ts';
import { endsOnError } from '../core/signals/row-facts.ts';
import { judgeSession } from '../core/signals/session.ts';
import { tierOf } from '../core/signals/tier.ts';

/** Of a shard, worked on side by side: one analyzes while the other waits for the database. */
const lanes = 2;
/** Small enough that the worker stays responsive, large enough that commits do not count. */
const batch = 200;

export type Claims = { cycleId: string; agent: string; config: AnalyzeConfig; calibration: Calibration | null; lowRating: number };

/**
 * Analyzes a shard of what a cycle has claimed, a batch a transaction: signals, tier and statistics of each interaction by
 * itself. A second run goes on where the first one stopped.
 */
export async function analyzeShard(pool: Pool, claims: Claims, shard: Shard): Promise<void> {
  const look = createLook(claims);
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      // Whatever is in this part of a finer division is in the shard.
      const part = { index: shard.index + lane * shard.of, of: shard.of * lanes };
      for (let after = 0; ; ) {
        const rows = await unanalyzed(pool, claims.cycleId, part, after, batch);
        if (rows.length === 0) return;
        await storeAnalyses(pool, claims.cycleId, rows.map(look));
        after = rows.at(-1)!.id;
      }
    }),
  );
}

function createLook({ config, calibration, lowRating }: Claims): (claimed: ClaimedInteraction) => Analysis {
  const analyze = createAnalyzer(config);
  const mark = createMarker(config.signals, calibration, lowRating);
  return ({ id, session, model, messages, reply, promptTokens, completionTokens, latencyMs, toolErrors, ...feedback }) => {
    const result = analyze(id, {
      messages, response_choices: [{ message: replyMessage(reply) }], request_model: model, total_cost_time: latencyMs,
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

/**
 * What sessions say about the interactions that a cycle has claimed, and about earlier ones whose question came again: those
 * are claimed once more. To be run when all shards are analyzed; a second run changes nothing. It holds one connection at a time: a cursor
 * beside the writing would take two, and as many cycles as connections would wait for each other.
 */
export async function judgeSessions(pool: Pool, claims: Pick<Claims, 'cycleId' | 'agent' | 'config'>): Promise<void> {
  for (const sessions of chunks(await sessionsOfCycle(pool, claims.cycleId), batch)) {
    const members = Map.groupBy(await sessionMembers(pool, claims.cycleId, sessions), ({ session }) => session);
    const found = [...members.values()].flatMap((one) => judge(one, claims));
    for (const chunk of chunks(found, batch)) await storeSessionFindings(pool, claims, chunk);
  }
}

/** Earlier cycles' interactions count as what came before; of them only a question that came again is news. */
function judge(members: readonly SessionMember[], { config: { signals: config } }: Pick<Claims, 'config'>): SessionFinding[] {
  const verdict = judgeSession(
    members.map(({ at, question, endsOnError, tier, signals }, row) => ({
      row, at: at.getTime(), question: comparableQuestion(question), repeatsInside: false, endsOnError, tier, signals: signals.length,
    })),
    config,
  );
  return verdict.rows.flatMap(({ row, askedAgain, endedOnError }) => {
    const member = members[row]!;
    const isNews = askedAgain && config.signal_on_retry && !member.askedAgain;
    if (!member.ofThisCycle && !isNews) return [];
    const signals = detectSignals({ ...unknownFacts, askedAgain, endedOnError }, config, limitsFor(null, config, null));
    return [{ id: member.id, ofThisCycle: member.ofThisCycle, sessionTier: verdict.tier, signals, tier: tierOf([...member.signals, ...signals], config) }];
  });
}
