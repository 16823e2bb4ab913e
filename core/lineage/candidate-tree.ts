import type { CandidateLineage, Counts, DatasetLineage, TrainingLineage } from './lineage.ts';
import type { Branch } from './tree.ts';

/** Where a candidate comes from, for a terminal. */
export function candidateTree(found: CandidateLineage): Branch {
  const { id, kind, model, baseModel, goesOnFrom, promptHash, examples, routingRules, answeringVersion, codeVersion, cycle, createdAt, rolledBackAt, taintedAt, erasedParts } = found;
  return {
    text: `${id}: ${model}, made ${day(createdAt)}${cycle === null ? ' by an operator' : ` by ${cycle}`}${kind === null ? '' : ` (${kind})`}`,
    below: [
      ...(taintedAt === null ? [] : [{ text: `saw a user who was erased on ${day(taintedAt)}${erasedParts > 0 ? `; ${erasedParts} parts were taken out of it` : ''}` }]),
      ...(rolledBackAt === null ? [] : [{ text: `taken back on ${day(rolledBackAt)}` }]),
      ...(baseModel === null ? [] : [{ text: `base model ${baseModel}`, below: goesOnFrom.map((text) => ({ text: `of candidate ${text}` })) }]),
      { text: `prompt ${promptHash ?? 'none'}, ${examples} example messages, ${routingRules} routing rules, answered by code of version ${answeringVersion}${codeVersion === null ? '' : `, registered by ${codeVersion}`}` },
      ...(found.training === null ? [] : [trainingBranch(found.training)]),
      ...(found.dataset === null ? [] : [datasetBranch(found.dataset)]),
      ...found.verdicts.map(({ cycle: of, verdict, suite }) => ({ text: `verdict ${verdict} on suite ${suite} in ${of}` })),
      ...found.audit.map(({ at, action, by }) => ({ text: `${action.replaceAll('_', ' ')} by ${by}, ${day(at)}` })),
    ],
  };
}

function trainingBranch({ key, trainer, status, job, hyperparameters, files, artefact, costUsd }: TrainingLineage): Branch {
  const settings = Object.entries(hyperparameters).map(([name, value]) => `${name} ${String(value)}`);
  return {
    text: `training ${key.slice(0, 16)} at ${trainer}: ${status}${job === null ? '' : `, job ${job}`}${costUsd === null ? '' : `, $${costUsd.toFixed(4)}`}`,
    below: [
      ...(settings.length > 0 ? [{ text: settings.join(', ') }] : []),
      { text: files.length > 0 ? `files ${files.join(', ')}` : 'no files any more' },
      ...(artefact === null ? [] : [{ text: `artefact ${artefact.path}, sha256 ${artefact.hash}` }]),
    ],
  };
}

function datasetBranch({ id, cycle, rows, erasedRows, taintedAt, heldOut, origins, judges, corrections, interactions, samples }: DatasetLineage): Branch {
  const imported = samples.filter(({ interaction }) => interaction === null).length;
  const { count, users, sessions, from, to } = interactions;
  return {
    text: `dataset ${id} of ${cycle}: ${rows} samples${erasedRows > 0 ? `, ${erasedRows} erased since` : ''}, ${heldOut} more held out to watch${taintedAt === null ? '' : ' (saw a user who was erased)'}`,
    below: [
      { text: `by origin: ${counted(origins)}` },
      ...(judges.length > 0 ? [{ text: `judged by: ${counted(judges)}` }] : []),
      ...(corrections.length > 0 ? [{ text: `corrected by: ${counted(corrections)}` }] : []),
      { text: `${count} interactions of ${users} users in ${sessions} sessions${from && to ? `, ${day(from)} to ${day(to)}` : ''}; ${imported} samples of no interaction` },
    ],
  };
}

export const counted = (counts: Counts): string => counts.map(({ name, count }) => `${count} ${name}`).join(', ') || 'none';

export const day = (at: Date): string => at.toISOString().slice(0, 10);
