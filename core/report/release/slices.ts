import type { GateSlice } from '../../gate/gate-verdict.ts';
import { forest } from '../chart/forest.ts';
import { points } from '../../figures/figure-text.ts';
import { markup } from '../markup.ts';
import type { Section } from '../page.ts';
import type { ReleaseReportInput } from '../release-input.ts';
import { change, name, quiet, statusLabel, toneOf, type Words } from './labels.ts';

const mostSlices = 60;

/** 6: where it became worse or better, worst first. */
export function slices({ decision }: ReleaseReportInput, words: Words): Section {
  const w = words.slices;
  if (!decision) return { id: 'slices', title: words.sections.slices, body: quiet(words.notReached) };
  if (decision.slices.length === 0) return { id: 'slices', title: words.sections.slices, body: quiet(w.none) };
  const left = decision.slices.length - mostSlices;
  return {
    id: 'slices',
    title: words.sections.slices,
    body: markup`${forest({ list: decision.slices.slice(0, mostSlices).map((one) => line(one, words)), references: [0], tick: points, caption: w.caption, note: w.multiplicity })}${left > 0 && quiet(words.more(left))}`,
  };
}

const line = (one: GateSlice, words: Words) => ({
  name: markup`${name(one.name)}<small>n = ${one.n} · ${words.slices.roles[one.role]}</small>`,
  estimate: one.delta,
  interval: one.ci,
  text: markup`${change(one.delta, one.ci)}<small>${statusLabel(one.status, words)} · ${words.slices.counts(one.lost, one.gained)}</small>`,
  // An interval alone is no test among many: what fails is coloured, not what merely looks so.
  tone: one.status === 'fail' ? ('strong' as const) : toneOf(one.ci) === 'watch' ? ('watch' as const) : ('plain' as const),
});
