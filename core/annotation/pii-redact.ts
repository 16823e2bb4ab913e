import { categories } from '../privacy/detector.ts';
import { replaceIds } from '../privacy/own-ids.ts';
import { redactWith } from '../privacy/redact-value.ts';
import type { PiiFinding } from './pii-finding.ts';

/** What was replaced, for the audit trail: where it was found and what kind it is, never the value. */
export type PiiTrace = { field: string; category: string; replaced: number };

/** Shorter evidence is replaced only where it was found, not wherever the characters stand. */
const shortestAnywhere = 4;

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
  const distinct = [...new Map(findings.map((finding) => [finding.evidence, finding])).values()];
  const steps = distinct.map((finding) => ({ finding, replace: replacer(finding) }));
  const text = (given: string): string =>
    steps.reduce((current, { finding, replace }) => {
      const { text: next, count } = replace(current);
      if (count > 0) counts.set(finding.evidence, (counts.get(finding.evidence) ?? 0) + count);
      return next;
    }, given);
  return {
    redact: (value) => (steps.length === 0 ? value : redactWith(value, { redact: (given) => ({ text: text(given), counts: {} }), found: () => undefined, keep: everything })),
    trace: () => mergeTraces(findings.map(({ field, category, evidence }) => ({ field, category, replaced: counts.get(evidence) ?? 0 }))),
  };
}

/** Labels are the rules' business; here only the values count. */
const everything: ReadonlySet<string> = new Set(categories);

function replacer({ evidence, category }: PiiFinding): (text: string) => { text: string; count: number } {
  const mark = `[${category}]`;
  const wordwise = /^[\x20-\x7e]+$/.test(evidence) && evidence.length >= shortestAnywhere ? replaceIds(new Map([[evidence, mark]])) : undefined;
  return (text) => {
    const next = wordwise === undefined ? text.replaceAll(evidence, mark) : wordwise(text);
    return { text: next, count: next === text ? 0 : Math.max(1, next.split(mark).length - text.split(mark).length) };
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
