import type { Asked } from './asked.ts';
import { agentDimensions, replyDimensions } from './axes.ts';
import { insightWords } from './insight.ts';
import { otherLabel, recommendations, sentiments, severities } from './judgement.ts';
import { piiCategories } from './pii-finding.ts';

export const structuredOutputs = ['json_schema', 'json_object', 'prompt'] as const;
/** How an endpoint is held to a schema: by the schema itself, by JSON alone, or by nothing but the prompt. */
export type StructuredOutput = (typeof structuredOutputs)[number];

/** `as`: where the endpoint takes no schema. */
export type JsonSchema = { name: string; schema: Record<string, unknown>; as?: Exclude<StructuredOutput, 'json_schema'> };
type Node = Record<string, unknown>;

const text: Node = { type: 'string' };
const words = (values: readonly string[]): Node => ({ type: 'string', enum: [...new Set(values)] });
const nullable = (schema: Node): Node => ({ anyOf: [schema, { type: 'null' }] });
const list = (items: Node): Node => ({ type: 'array', items });
/** Every property required and no other allowed, as strict mode wants it. */
const object = (properties: Record<string, Node>): Node => ({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false });
/** A list of values instead of a range: not every endpoint takes `minimum`. */
const mark: Node = { type: 'integer', enum: [1, 2, 3, 4, 5] };
const marks = (names: readonly string[]): Node => object(Object.fromEntries(names.map((name) => [name, mark])));

const pii = list(object({ field: text, category: words(piiCategories), evidence: text }));

/** The schema of an answer that reports personal data and nothing else. */
export const reviewSchema: JsonSchema = { name: 'personal_data', schema: object({ pii }) };

/** The strict JSON schema that the judge must answer in: the subset that OpenAI-shaped APIs take, and only what is asked. */
export function answerSchema(asked: Asked, errorTypes: readonly string[]): JsonSchema {
  return {
    name: 'judgement',
    schema: object({
      verdict: words(['good', 'bad']),
      error_type: nullable(words([...errorTypes, otherLabel])),
      severity: nullable(words(severities)),
      intent: text,
      corrected_reply: nullable(text),
      confidence: { type: 'number' },
      cited_fields: list(text),
      ...(asked.full && {
        topic: text,
        sentiment: words(sentiments),
        sentiment_intensity: { type: 'integer', enum: [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5] },
        ...(asked.axes.length > 0 && { axes: marks(asked.axes) }),
        reply_quality: marks(replyDimensions),
        agent_quality: marks(agentDimensions),
        recommendation: words(recommendations),
        difficulty: mark,
        skills: list(text),
      }),
      ...(asked.mistake && { mistake: nullable(object({ step: { type: 'integer' }, agent: nullable(text) })) }),
      ...(asked.insight && { insight: insight() }),
      ...(asked.pii && { pii }),
    }),
  };
}

function insight(): Node {
  const { confidences, alignments, priorities } = insightWords;
  return object({
    headline: text,
    root_causes: list(object({ factor: text, confidence: words(confidences), cited_fields: list(text), rationale_one_line: text })),
    narrative_alignment: words(alignments),
    human_review_priority: words(priorities),
    viz_facets: list(text),
  });
}
