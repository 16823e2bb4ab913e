import type { Turn } from '../interaction/exchange/exchange.ts';
import type { ToolOutcome } from './outcome.ts';
import { toolOutcome } from './outcome.ts';
import { skillsOf } from './skills.ts';

export type ToolResult = { tool: string | null; outcome: ToolOutcome; by: string };
export type ToolSummary = {
  success: number;
  fail: number;
  /** Empty results, and calls that nobody answered. */
  unknown: number;
  /** success / (success + fail); null when nothing is known. */
  ratio: number | null;
  results: ToolResult[];
  /** In the order of first use. */
  tools: string[];
  skills: string[];
  /** The most used tool; of equals the one used first. */
  primary: string | null;
  /** The most used tools, the most used first. */
  dominant: string[];
};

/**
 * What the tools of a dialogue did. A result belongs to the call whose id it names, else to the oldest open call.
 * Calls of the final reply are open by nature and are not counted as unknown.
 *
 * @param dominant how many of the most used tools are named
 */
export function summariseTools(turns: readonly Turn[], dominant: number): ToolSummary {
  const results: ToolResult[] = [];
  const uses = new Map<string, number>();
  const skills = new Set<string>();
  const open: { id: string | undefined; name: string }[] = [];
  const names = new Map<string, string>();
  for (const turn of turns) {
    for (const call of turn.calls ?? []) {
      uses.set(call.name, (uses.get(call.name) ?? 0) + 1);
      for (const skill of skillsOf(call)) skills.add(skill);
      if (call.id !== undefined) names.set(call.id, call.name);
      open.push({ id: call.id, name: call.name });
    }
    if (turn.role !== 'tool') continue;
    const at = turn.callId === undefined ? 0 : open.findIndex(({ id }) => id === turn.callId);
    const answered = at === -1 ? undefined : open.splice(at, 1)[0];
    const tool = turn.name ?? (turn.callId === undefined ? undefined : names.get(turn.callId)) ?? answered?.name ?? null;
    if (tool !== null && answered === undefined && !uses.has(tool)) uses.set(tool, 1);
    results.push({ tool, ...toolOutcome(turn.text, turn.isError) });
  }
  const pending = turns.at(-1)?.calls?.length ?? 0;
  for (const { name } of open.slice(0, Math.max(0, open.length - pending))) results.push({ tool: name, outcome: 'unknown', by: 'no_result' });
  const count = (outcome: ToolOutcome): number => results.reduce((n, result) => n + Number(result.outcome === outcome), 0);
  const [success, fail] = [count('success'), count('fail')];
  const ranked = [...uses.entries()].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return {
    success, fail, unknown: count('unknown'), ratio: success + fail === 0 ? null : success / (success + fail),
    results, tools: [...uses.keys()], skills: [...skills], primary: ranked[0] ?? null, dominant: ranked.slice(0, dominant),
  };
}
