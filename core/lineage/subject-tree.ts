import { counted, day } from './candidate-tree.ts';
import type { SubjectLineage } from './lineage.ts';
import type { Branch } from './tree.ts';

/** Where a user's exchanges, or one, went. Trainings hang below their data sets, candidates below what they were made from. */
export function subjectTree(name: string, { interactions, feedback, annotations, samples, cases, datasets, trainings, candidates }: SubjectLineage): Branch {
  const candidateBranch = ({ id, model, serves, taintedAt }: SubjectLineage['candidates'][number]): Branch => ({
    text: `candidate ${id} (${model})${serves === null ? '' : `: ${serves}`}${taintedAt === null ? '' : ', marked by an erasure'}`,
  });
  const known = new Set(datasets.map(({ id }) => id));
  return {
    text: name,
    below: [
      ...interactions.map(({ agent, count, from, to }) => ({ text: `${count} interactions with ${agent}${from && to ? `, ${day(from)} to ${day(to)}` : ''}` })),
      { text: `${feedback} of feedback, ${annotations} verdicts, samples: ${counted(samples)}` },
      ...cases.map(({ suite, cases: count }) => ({ text: `${count} cases of suite ${suite}` })),
      ...datasets.map(({ id, cycle, samples: count, heldOut }) => ({
        text: `dataset ${id} of ${cycle}: ${count} samples${heldOut > 0 ? `, ${heldOut} held out to watch` : ''}`,
        below: [
          ...trainings.filter(({ dataset }) => dataset === id).map(({ key, trainer, status, model }) => ({ text: `training ${key.slice(0, 16)} at ${trainer}: ${status}${model === null ? '' : `, ${model}`}` })),
          ...candidates.filter(({ dataset }) => dataset === id).map(candidateBranch),
        ],
      })),
      ...candidates.filter(({ dataset }) => dataset === null || !known.has(dataset)).map((one) => ({ ...candidateBranch(one), text: `${candidateBranch(one).text}, by way of a model that saw it` })),
    ],
  };
}
