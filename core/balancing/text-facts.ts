import { nearDuplicateClusters } from '../duplicates/clusters.ts';
import { nearTwinIndex } from '../duplicates/near-twins.ts';
import { fingerprint } from '../evaluation/fingerprint.ts';
import { textCell } from './text-cell.ts';

/** What a plan needs to know of a question, so that the text itself can stay where it is. */
export type TextFacts = { fingerprint: string; cell: number; cluster: number; twin: boolean };

/**
 * The facts of each question.
 * @param heldOut questions of suites and other sets that must never train: their near-twins are marked
 * @param options.keys band keys of all questions in their order, where threads have made them (`bandKeysOf`)
 */
export function textFacts(questions: readonly string[], heldOut: readonly string[], options: { keys?: Int32Array } = {}): TextFacts[] {
  const clusters = nearDuplicateClusters(questions, options);
  const twinOf = heldOut.length === 0 ? () => undefined : nearTwinIndex(heldOut);
  return questions.map((question, place) => ({
    fingerprint: fingerprint(question),
    cell: textCell(question),
    cluster: clusters[place]!,
    twin: twinOf(question) !== undefined,
  }));
}
