import type { InputFault } from '../errors/input-error.ts';
import { mean } from '../evaluation/case-record.ts';
import { replyForm, type ReplyForm } from '../evaluation/reply-form.ts';
import { describeFound } from '../interaction/found.ts';
import type { GateCase, GateEvidence, GateSide } from './evidence.ts';
import type { ResultRow } from './result-row.ts';

export type ResultFile = { source: string; rows: readonly (ResultRow & { line: number })[] };

type Tries = readonly (ResultRow & { line: number })[];

/**
 * The evidence that two result files hold, or all that keeps them from being compared: other cases, a case or try twice, pass/fail
 * beside scores, repeats that differ. Never silently the cases that both happen to have.
 *
 * @param anchor results of the best recent release on the same cases
 */
export function evidenceOfFiles(baseline: ResultFile, candidate: ResultFile, anchor?: ResultFile): { evidence: GateEvidence } | { faults: InputFault[] } {
  const files = [baseline, candidate, ...(anchor ? [anchor] : [])];
  const byCase: Map<string, Tries>[] = files.map(({ rows }) => Map.groupBy(rows, ({ caseId }) => caseId));
  const [before, after, best] = [byCase[0]!, byCase[1]!, byCase[2]];
  const faults = [
    ...files.flatMap((file) => (file.rows.length === 0 ? [{ source: file.source, found: 'no cases at all', expected: 'at least one row {case_id, pass | score}' }] : [])),
    ...mixedKinds(files),
    ...files.flatMap((file, place) => repeatedTries(file, byCase[place]!)),
  ];
  if (faults.length > 0) return { faults };
  faults.push(...files.slice(1).flatMap((file, place) => unmatched(baseline, before, file, byCase[place + 1]!)));
  faults.push(...[...before].flatMap(([id, tries]) => contradictions(id, [...tries, ...(after.get(id) ?? [])], candidate)));
  if (faults.length > 0) return { faults };
  const cases = [...before].map(([id, tries]) => gateCase(id, tries, after.get(id)!, best?.get(id)));
  return { evidence: { kind: baseline.rows[0]!.kind, cases } };
}

function gateCase(id: string, champion: Tries, candidate: Tries, anchor: Tries | undefined): GateCase {
  const all = [...champion, ...candidate];
  const group = all.find((one) => one.group !== undefined)?.group;
  const input = all.find((one) => one.input !== undefined)?.input ?? '';
  return {
    id,
    champion: averaged(champion, input), candidate: averaged(candidate, input),
    ...(anchor && { anchor: { score: mean(anchor.map(({ score }) => score))! } }),
    slices: [...new Set(all.flatMap(({ slices }) => slices))],
    ...(group !== undefined && { group }),
    hard: all.some(({ hard }) => hard),
  };
}

function averaged(tries: Tries, input: string): GateSide {
  const latencyMs = mean(tries.flatMap((one) => one.latencyMs ?? []));
  const costUsd = mean(tries.flatMap((one) => one.costUsd ?? []));
  const form = formOf(tries, input);
  return {
    score: mean(tries.map(({ score }) => score))!,
    ...(latencyMs !== null && { latencyMs }), ...(costUsd !== null && { costUsd }), ...(form && { form }),
  };
}

/** Of the first try: which one has a reply does not depend on what stands in it. */
const formOf = ([first]: Tries, input: string): ReplyForm | undefined => (first?.reply === undefined ? undefined : replyForm(first.reply, input));

function mixedKinds(files: readonly ResultFile[]): InputFault[] {
  const first = files.flatMap(({ source, rows: [row] }) => (row ? [{ source, ...row }] : []))[0];
  if (!first) return [];
  for (const { source, rows } of files) {
    const other = rows.find(({ kind }) => kind !== first.kind);
    if (other) return [{ source, line: other.line, field: other.kind, found: other.kind, expected: `${first.kind} as on line ${first.line} of ${first.source}: one kind of result` }];
  }
  return [];
}

function repeatedTries({ source }: ResultFile, cases: Map<string, Tries>): InputFault[] {
  return [...cases.values()].flatMap((tries) => {
    const lines = new Map<string, number>();
    return tries.flatMap(({ caseId, repeat, line }) => {
      const key = repeat ?? '';
      const earlier = lines.get(key);
      lines.set(key, earlier ?? line);
      const what = repeat === undefined ? 'case' : `repeat ${describeFound(repeat)} of case`;
      return earlier === undefined ? [] : [{ source, line, field: 'case_id', found: `the ${what} ${describeFound(caseId)} of line ${earlier} again`, expected: 'each case once, or each of its repeats' }];
    });
  });
}

function unmatched(baseline: ResultFile, before: Map<string, Tries>, file: ResultFile, others: Map<string, Tries>): InputFault[] {
  const lacks = (has: ResultFile, cases: Map<string, Tries>, without: ResultFile, of: Map<string, Tries>): InputFault[] =>
    [...cases].flatMap(([id, [first]]) => (of.has(id) ? [] : [{ source: without.source, found: `no row for case ${describeFound(id)} (${has.source}:${first!.line})`, expected: 'the same cases in each file' }]));
  const uneven = [...before].flatMap(([id, tries]) => {
    const found = others.get(id);
    if (!found || found.length === tries.length) return [];
    return [{ source: file.source, line: found[0]!.line, field: 'repeat', found: `${found.length} tries of case ${describeFound(id)}`, expected: `${tries.length}, as many as in ${baseline.source}` }];
  });
  return [...lacks(baseline, before, file, others), ...lacks(file, others, baseline, before), ...uneven];
}

/** A case belongs to one group, whoever answers it. */
function contradictions(id: string, tries: Tries, { source }: ResultFile): InputFault[] {
  const groups = [...new Set(tries.flatMap((one) => one.group ?? []))];
  if (groups.length < 2) return [];
  return [{ source, field: 'group', found: `${groups.length} groups for case ${describeFound(id)}`, expected: 'one group for a case' }];
}
