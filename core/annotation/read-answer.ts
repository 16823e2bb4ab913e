import { z } from 'zod';
import { storableText } from '../interaction/content.ts';
import type { Asked } from './asked.ts';
import { agentDimensions, replyDimensions } from './axes.ts';
import { readInsight } from './insight.ts';
import { type Judgement, noAxes, otherLabel, recommendations, sentiments, severities } from './judgement.ts';
import type { Material } from './material.ts';
import { readPiiFindings } from './pii-finding.ts';
import { readJsonAnswer } from './read-json.ts';

/** Without these there is no judgement; whatever else is unusable is null by itself. */
const essential = z.object({
  verdict: z.enum(['good', 'bad']),
  error_type: z.string().nullish(),
  severity: z.string().nullish(),
  intent: z.string().trim().min(1),
  corrected_reply: z.string().max(64_000).nullish(),
  confidence: z.number().min(0).max(1),
});
const mark = z.int().min(1).max(5).nullable().catch(null);
const phrases = z.array(z.string()).catch([]);

export type Labels = {
  errorTypes: readonly string[];
  intents: readonly string[];
  /** Whether `intents` are all there are: another one is then `other`. */
  intentsClosed: boolean;
};

export type ReadAnswer = { judgement: Judgement; insightFailed: boolean } | { fault: string };

const longestLabel = 80;
const mostPhrases = 12;

/**
 * Reads a judge's answer, bare or fenced. Labels outside the taxonomy become `other`, cited fields that do not exist are
 * dropped, values out of range are null.
 *
 * @returns `fault` names what is wrong with an answer that cannot be used, without quoting it
 */
export function readAnswer(answer: string, asked: Asked, labels: Labels, material: Material): ReadAnswer {
  const value = readJsonAnswer(storableText(answer));
  if (value === undefined) return { fault: 'no JSON object' };
  const parsed = essential.safeParse(value);
  if (!parsed.success) return { fault: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') };
  const { verdict, error_type, severity, intent, corrected_reply, confidence } = parsed.data;
  const bad = verdict === 'bad';
  const insight = asked.insight ? readInsight(value['insight'], material.has) : undefined;
  return {
    judgement: {
      verdict,
      errorType: bad ? (labels.errorTypes.find((known) => known === error_type) ?? otherLabel) : null,
      severity: bad ? (severities.find((known) => known === severity) ?? 'P2') : null,
      intent: intentOf(intent, labels),
      correctedReply: bad && corrected_reply?.trim() ? corrected_reply : null,
      confidence,
      citedFields: [...new Set(phrases.parse(value['cited_fields']).filter(material.has))].slice(0, mostPhrases),
      ...(asked.full ? rich(value, asked) : notAsked()),
      mistake: bad && asked.mistake ? mistakeOf(value['mistake'], material) : null,
      insight: insight ?? null,
      pii: asked.pii ? (readPiiFindings(value['pii'], material.textOf) ?? []) : [],
    },
    insightFailed: asked.insight && insight === undefined,
  };
}

type Rich = Pick<Judgement, 'topic' | 'sentiment' | 'sentimentIntensity' | 'axes' | 'replyQuality' | 'agentQuality' | 'recommendation' | 'difficulty' | 'skills'>;

const notAsked = (): Rich => ({
  topic: null, sentiment: null, sentimentIntensity: null, axes: noAxes(), replyQuality: null, agentQuality: null, recommendation: null, difficulty: null, skills: [],
});

function rich(value: Record<string, unknown>, asked: Asked): Rich {
  const topic = z.string().trim().min(1).nullable().catch(null).parse(value['topic']);
  return {
    topic: topic === null ? null : label(topic),
    sentiment: z.enum(sentiments).nullable().catch(null).parse(value['sentiment']),
    sentimentIntensity: z.int().min(-5).max(5).nullable().catch(null).parse(value['sentiment_intensity']),
    axes: { ...noAxes(), ...marks(value['axes'], asked.axes) },
    replyQuality: marks(value['reply_quality'], replyDimensions),
    agentQuality: marks(value['agent_quality'], agentDimensions),
    recommendation: z.enum(recommendations).nullable().catch(null).parse(value['recommendation']),
    difficulty: mark.parse(value['difficulty']),
    skills: [...new Set(phrases.parse(value['skills']).map(label).filter((phrase) => phrase !== ''))].slice(0, mostPhrases),
  };
}

function marks<Name extends string>(value: unknown, names: readonly Name[]): Record<Name, number | null> {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return Object.fromEntries(names.map((name) => [name, mark.parse(given[name])])) as Record<Name, number | null>;
}

/** A known intent in its own spelling, whatever the judge's; a new one short and on one line. */
function intentOf(given: string, { intents, intentsClosed }: Labels): string {
  const plain = (text: string): string => text.trim().toLowerCase().replace(/[\s_-]+/g, '_');
  const known = intents.find((intent) => intent === given) ?? intents.find((intent) => plain(intent) === plain(given));
  if (known !== undefined || intentsClosed) return known ?? otherLabel;
  // A new intent is shown to judges of other rows: it holds words and no structure.
  const name = label(given.replace(/[^\p{L}\p{N} _?.&'()/+-]+/gu, '_'));
  return /[\p{L}\p{N}]/u.test(name) ? name : otherLabel;
}

const label = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, longestLabel).toWellFormed();

/** A step that the interaction has, and the agent only where the judge names one. */
function mistakeOf(value: unknown, { messages }: Material): Judgement['mistake'] {
  const parsed = z.object({ step: z.int().min(0).max(messages.length), agent: z.string().nullish() }).safeParse(value);
  if (!parsed.success) return null;
  const { step, agent } = parsed.data;
  return { step, agent: (agent?.trim() ? label(agent) : messages[step]?.name) ?? null };
}
