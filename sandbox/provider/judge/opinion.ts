import { toolOutcome } from '../../../core/tools/outcome.ts';
import { hashShare } from '../../student/hash.ts';
import { textOf } from '../models/conversation.ts';
import { insightOf } from './insight.ts';
import type { JudgedInteraction } from './interaction.ts';
import type { Belief, Judged } from './judge.ts';
import { moodOf } from './mood.ts';
import type { Allowed } from './schema.ts';

/** Marks of a reply with this error, from 1 to 5; dimensions that are not named suffer little from it. */
const marksOf: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  incomplete: { accuracy: 1, grammar: 1, informativeness: 1, coherence: 1, instruction_following: 1, reply_quality: 1, helpfulness: 1, safety: 1 },
  refusal: { accuracy: 2, informativeness: 1, instruction_following: 2, reply_quality: 2, helpfulness: 1, clarification_quality: 2, proactivity: 1 },
  wrong_intent: { accuracy: 1, informativeness: 2, coherence: 3, instruction_following: 2, reply_quality: 1, helpfulness: 1, coreference: 2, trace_coherence: 2 },
};

/** What the judge says beside its verdict: in line with it, and a little different from opinion to opinion. */
export function opinionOf(judged: Judged, belief: Belief | undefined, error: string | undefined, allowed: Allowed): Record<string, unknown> {
  const { interaction, question, opinion } = judged;
  const mark = (name: string): number => {
    const usual = error === undefined ? 5 : (marksOf[error]?.[name] ?? 4);
    const generous = hashShare(`mark/${name}/${opinion}/${question}`) < 0.2;
    return usual > 2 && generous ? usual - 1 : usual;
  };
  const marks = (property: string): Record<string, number> => Object.fromEntries(allowed.names(property).map((name) => [name, mark(name)]));
  const asked = interaction.messages.findLastIndex(({ role }) => role === 'user');
  const cited = [...(asked === -1 ? [] : [`messages[${asked}].content`]), 'reply'];
  const { sentiment, intensity } = moodOf(question);
  const topic = (belief?.intent ?? 'unknown').replaceAll('_', ' ');
  return {
    cited_fields: cited,
    topic,
    sentiment,
    sentiment_intensity: intensity,
    axes: marks('axes'),
    reply_quality: marks('reply_quality'),
    agent_quality: marks('agent_quality'),
    recommendation: error === undefined ? 'keep' : error === 'refusal' ? 'review' : 'discard',
    // What the student finds hard is hard.
    difficulty: Math.min(5, Math.max(1, 6 - Math.ceil((belief?.confidence ?? 0) * 5))),
    skills: belief === undefined ? [] : [interaction.chinese ? `理解“${topic}”类请求` : `handle ${topic} requests`],
    mistake: error === undefined ? null : mistakeOf(interaction),
    insight: insightOf(interaction, cited, error, topic),
  };
}

/** The first tool that failed, else the agent's last step before the reply, else the reply. */
function mistakeOf({ messages }: JudgedInteraction): { step: number; agent: string | null } {
  const failed = messages.findIndex(({ role, content }) => role === 'tool' && toolOutcome(textOf(content)).outcome === 'fail');
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const step = failed === -1 ? (last === -1 ? messages.length : last) : failed;
  return { step, agent: messages[step]?.name ?? null };
}
