import type { JudgedInteraction } from './interaction.ts';

const causes: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  incomplete: ['no reply', '没有回复'],
  refusal: ['the agent gave up on a request that it can serve', '智能体放弃了它能够处理的请求'],
  wrong_intent: ['the request was taken for another one', '请求被误解为另一种意图'],
};

/** Why it went as it did, with the fields of the interaction that say so. */
export function insightOf({ facts, chinese }: JudgedInteraction, cited: readonly string[], error: string | undefined, topic: string): Record<string, unknown> {
  const at = chinese ? 1 : 0;
  const factor = (error === undefined ? undefined : causes[error]?.[at]) ?? (chinese ? '未发现问题' : 'nothing is wrong with the reply');
  const suspected = facts !== undefined && facts['tier'] !== 'none';
  return {
    headline: `${topic}: ${factor}`,
    root_causes: [
      {
        factor, confidence: error === undefined ? 'medium' : 'high', cited_fields: [...cited, ...(suspected ? ['facts.tier'] : [])],
        rationale_one_line: chinese ? '与已知答案比对得出' : 'compared with the answer that is known to be right',
      },
    ],
    // Measurements that suspect a good reply, or find nothing wrong with a bad one, tell another story.
    narrative_alignment: suspected === (error !== undefined) ? 'aligned' : 'conflict',
    human_review_priority: error === undefined ? 'P3' : error === 'refusal' ? 'P2' : 'P1',
    viz_facets: [topic, ...(error === undefined ? [] : [error])],
  };
}
