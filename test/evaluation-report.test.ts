import { describe, expect, test } from 'vitest';
import { classificationReport } from '../core/evaluation/report.ts';

const truth = ['card', 'card', 'card', 'cash', 'cash', 'loan', 'loan', 'loan', 'loan', 'rate'];
const predicted = ['card', 'cash', 'card', 'cash', 'card', 'loan', 'loan', 'card', 'loan', 'fees'];
const rows = truth.map((label, index) => ({ label, predicted: predicted[index] ?? '' }));

describe('the classification report', () => {
  test('agrees with scikit-learn', () => {
    // Oracle: scikit-learn 1.9.1, classification_report(output_dict=True, zero_division=0).
    const report = classificationReport(rows);
    const expected = [
      { label: 'card', precision: 0.5, recall: 0.6666666666666666, f1: 0.5714285714285714, support: 3 },
      { label: 'cash', precision: 0.5, recall: 0.5, f1: 0.5, support: 2 },
      { label: 'fees', precision: 0, recall: 0, f1: 0, support: 0 },
      { label: 'loan', precision: 1, recall: 0.75, f1: 0.8571428571428571, support: 4 },
      { label: 'rate', precision: 0, recall: 0, f1: 0, support: 1 },
    ];
    expect(report.rows).toBe(10);
    expect(report.accuracy).toBeCloseTo(0.6, 12);
    expect(report.labels.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
    for (const [index, { label: _, ...measures }] of expected.entries()) {
      for (const [measure, value] of Object.entries(measures)) {
        expect(report.labels[index]?.[measure as 'precision']).toBeCloseTo(value, 12);
      }
    }
    expect(report.macro.precision).toBeCloseTo(0.4, 12);
    expect(report.macro.recall).toBeCloseTo(0.3833333333333333, 12);
    expect(report.macro.f1).toBeCloseTo(0.3857142857142857, 12);
    expect(report.weighted.precision).toBeCloseTo(0.65, 12);
    expect(report.weighted.recall).toBeCloseTo(0.6, 12);
    expect(report.weighted.f1).toBeCloseTo(0.6142857142857142, 12);
  });

  test('marks what has no value instead of passing 0 off as measured', () => {
    const byLabel = new Map(classificationReport(rows).labels.map((label) => [label.label, label]));
    expect(byLabel.get('rate')).toMatchObject({ precision: 0, precisionUndefined: true, recallUndefined: false });
    expect(byLabel.get('fees')).toMatchObject({ recall: 0, recallUndefined: true, precisionUndefined: false });
    expect(byLabel.get('card')).toMatchObject({ precisionUndefined: false, recallUndefined: false });
  });

  test('does not read as good without rows', () => {
    const { rows: count, accuracy, labels, macro } = classificationReport([]);
    expect({ count, accuracy, labels, macro }).toEqual({ count: 0, accuracy: 0, labels: [], macro: { precision: 0, recall: 0, f1: 0 } });
  });

  test('takes labels that are names of object properties', () => {
    const { labels, accuracy } = classificationReport([{ label: '__proto__', predicted: 'constructor' }]);
    expect(labels.map(({ label }) => label)).toEqual(['__proto__', 'constructor']);
    expect(accuracy).toBe(0);
  });
});
