import { curves } from '../chart/curves.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { quiet, type Words } from './labels.ts';

/** Appendix: the losses that the trainer reported on its way. */
export function training({ curve }: ReleaseReportInput, words: Words): Section {
  const w = words.training;
  const points = (pick: (one: ReleaseReportInput['curve'][number]) => number | null) =>
    curve.flatMap((one) => {
      const value = pick(one);
      return value === null || !Number.isFinite(value) ? [] : [{ x: one.step, y: value }];
    });
  const lines = [
    { name: w.loss, tone: 'plain' as const, points: points(({ loss }) => loss) },
    { name: w.validLoss, tone: 'strong' as const, points: points(({ validLoss }) => validLoss) },
  ].filter((line) => line.points.length > 0);
  return {
    id: 'training',
    title: words.sections.training,
    body: lines.length === 0 ? quiet(w.none) : markup`${curves({ lines, caption: w.caption, axis: w.step })}`,
  };
}
