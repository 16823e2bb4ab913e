import type { Message } from '../interaction/message.ts';
import { axesFor, type AxisName } from './axes.ts';

/** What one call asks of the judge. */
export type Asked = {
  /** Verdict, error, severity, intent, corrected reply, confidence, cited fields: always. Everything else only when true. */
  full: boolean;
  axes: readonly AxisName[];
  /** Where it went wrong, in a dialogue of several steps of the agent. */
  mistake: boolean;
  insight: boolean;
  pii: boolean;
};

export type Wanted = {
  /** `verdict` asks for the verdict and what it rests on, nothing more: what a second opinion needs. */
  depth: 'full' | 'verdict';
  insight: boolean;
  pii: boolean;
};

/** What can be asked of this dialogue: no axis of dialogue after a single question, none of steps or tools where there were none. */
export function askedOf(messages: readonly Message[], wanted: Wanted): Asked {
  if (wanted.depth === 'verdict') return { full: false, axes: [], mistake: false, insight: false, pii: false };
  const questions = messages.filter(({ role }) => role === 'user').length;
  const tools = messages.some(({ role, tool_calls }) => role === 'tool' || (tool_calls?.length ?? 0) > 0);
  const steps = messages.filter(({ role }) => role === 'assistant').length;
  return { full: true, axes: axesFor({ turns: questions > 1, steps: tools || steps > questions, tools }), mistake: steps > 0, insight: wanted.insight, pii: wanted.pii };
}

/** The most that can be asked: what the prompt's version covers. */
export const everythingAsked: Asked = { full: true, axes: axesFor({ turns: true, steps: true, tools: true }), mistake: true, insight: true, pii: true };
