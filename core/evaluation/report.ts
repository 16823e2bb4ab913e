export type LabelReport = {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  /** Rows that truly have the label. */
  support: number;
  /** The label was never predicted: its precision has no value and counts as 0. */
  precisionUndefined: boolean;
  /** The label never occurs, it was only predicted: its recall has no value and counts as 0. */
  recallUndefined: boolean;
};

export type Averages = { precision: number; recall: number; f1: number };

export type ClassificationReport = {
  rows: number;
  /** Share of rows predicted rightly; 0 without rows, so that nothing seen never reads as good. */
  accuracy: number;
  /** Every label that occurs or was predicted, in code unit order. */
  labels: LabelReport[];
  /** Each label counts the same. */
  macro: Averages;
  /** Each label counts by its support. */
  weighted: Averages;
};

/** Precision, recall and F1 (harmonic mean of both) per label, with accuracy and averages; all fractions. */
export function classificationReport(rows: readonly { label: string; predicted: string }[]): ClassificationReport {
  const tallies = new Map<string, { hits: number; support: number; predicted: number }>();
  const tallyOf = (label: string): { hits: number; support: number; predicted: number } => {
    const tally = tallies.get(label) ?? { hits: 0, support: 0, predicted: 0 };
    tallies.set(label, tally);
    return tally;
  };
  let hits = 0;
  for (const { label, predicted } of rows) {
    tallyOf(label).support += 1;
    tallyOf(predicted).predicted += 1;
    if (label !== predicted) continue;
    tallyOf(label).hits += 1;
    hits += 1;
  }

  const labels = [...tallies]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([label, { hits, support, predicted }]): LabelReport => ({
      label,
      precision: predicted === 0 ? 0 : hits / predicted,
      recall: support === 0 ? 0 : hits / support,
      // Defined for every label here: each occurs or was predicted.
      f1: (2 * hits) / (support + predicted),
      support,
      precisionUndefined: predicted === 0,
      recallUndefined: support === 0,
    }));
  return {
    rows: rows.length,
    accuracy: rows.length === 0 ? 0 : hits / rows.length,
    labels,
    macro: averages(labels, () => 1),
    weighted: averages(labels, ({ support }) => support),
  };
}

function averages(labels: readonly LabelReport[], weightOf: (label: LabelReport) => number): Averages {
  const total = labels.reduce((sum, label) => sum + weightOf(label), 0);
  const mean = (measure: keyof Averages): number =>
    total === 0 ? 0 : labels.reduce((sum, label) => sum + weightOf(label) * label[measure], 0) / total;
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}
