import { categories } from '../privacy/detector.ts';
import { redactWith } from '../privacy/redact-value.ts';
import type { Judgement } from './judgement.ts';
import type { PiiFinding } from './pii-finding.ts';

/** What was replaced, for the audit trail: where it was found and what kind it is, never the value. */
export type PiiTrace = { field: string; category: string; replaced: number };

export type PiiRedaction = {
  /** A copy of a value with the evidence replaced wherever it stands as a whole word, in keys and in JSON texts too. */
  redact: <T>(value: T) => T;
  /** After everything was redacted: how often each finding was replaced. */
  trace: () => PiiTrace[];
};

/**
 * Takes what a judge found out of everything that is kept of an interaction: messages, reply, feedback, and what the judge
 * itself wrote. A value found in one field is replaced in all of them.
 */
export function piiRedaction(findings: readonly PiiFinding[]): PiiRedaction {
  const counts = new Map<string, number>();
  // One value is traced once, where it was found first.
  const distinct = findings.filter(({ evidence }, at) => findings.findIndex((other) => other.evidence === evidence) === at);
  const steps = distinct.map((finding) => ({ finding, replace: replacer(finding) }));
  const text = (given: string): string =>
    steps.reduce((current, { finding, replace }) => {
      const { text: next, count } = replace(current);
      if (count > 0) counts.set(finding.evidence, (counts.get(finding.evidence) ?? 0) + count);
      return next;
    }, given);
  return {
    redact: (value) => (steps.length === 0 ? value : redactWith(value, { redact: (given) => ({ text: text(given), counts: {} }), found: () => undefined, keep: everything })),
    trace: () => mergeTraces(distinct.map(({ field, category, evidence }) => ({ field, category, replaced: counts.get(evidence) ?? 0 }))),
  };
}

/** Labels are the rules' business; here only the values count. */
const everything: ReadonlySet<string> = new Set(categories);

/** In scripts that have spaces only whole words: "Ann" is no part of "Annual". */
function replacer({ evidence, category }: PiiFinding): (text: string) => { text: string; count: number } {
  const mark = `[${category}]`;
  const wordy = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}]/u.test(sign) && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(sign);
  const [first, last] = [evidence.at(0), evidence.at(-1)];
  return (text) => {
    const parts: string[] = [];
    let from = 0;
    for (let at = text.indexOf(evidence); at !== -1; at = text.indexOf(evidence, Math.max(at + 1, from))) {
      const end = at + evidence.length;
      if ((wordy(first) && wordy(text[at - 1])) || (wordy(last) && wordy(text[end]))) continue;
      parts.push(text.slice(from, at));
      from = end;
    }
    return { text: parts.length === 0 ? text : [...parts, text.slice(from)].join(mark), count: parts.length };
  };
}

function mergeTraces(traces: readonly PiiTrace[]): PiiTrace[] {
  const merged = new Map<string, PiiTrace>();
  for (const trace of traces) {
    const key = `${trace.field} ${trace.category}`;
    merged.set(key, { ...trace, replaced: (merged.get(key)?.replaced ?? 0) + trace.replaced });
  }
  return [...merged.values()];
}

/** A judgement whose own texts no longer hold what was found. Its labels stay: they are words of lists. */
export function redactJudgement(judgement: Judgement, { redact }: PiiRedaction): Judgement {
  const { correctedReply, topic, skills, insight } = judgement;
  return {
    ...judgement,
    ...redact({ correctedReply, topic, skills }),
    insight: insight && {
      ...insight,
      ...redact({ headline: insight.headline, viz_facets: insight.viz_facets }),
      root_causes: insight.root_causes.map((cause) => ({ ...cause, ...redact({ factor: cause.factor, rationale_one_line: cause.rationale_one_line }) })),
    },
  };
}
