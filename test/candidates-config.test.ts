import { expect, test } from 'vitest';
import { parseFlywheelYaml } from '../core/config/parse.ts';
import { InputError } from '../core/errors/input-error.ts';

const head = 'agent: {name: a, champion: {model: m}}\nannotate: {judge: j}\n';
function fieldsOf(yaml: string): (string | undefined)[] {
  try {
    parseFlywheelYaml(head + yaml, 'my.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.faults.map(({ field }) => field);
  }
}

test.each([
  ['a search needs samples that are held out', 'train: {base_model: m}\ncandidates: {prompt: {}}\n', ['balance.val_share']],
  ['with no trainer something else must make candidates', 'train: {trainer: none, base_model: none}\n', ['train.trainer']],
  ['with no trainer nothing is swept', 'balance: {val_share: .1}\ntrain: {trainer: none, base_model: none, sweep: {space: {l2: [0]}}}\ncandidates: {prompt: {}}\n', ['train.sweep']],
  ['with no trainer no model is trained to be searched for', 'balance: {val_share: .1}\ntrain: {trainer: none, base_model: none}\ncandidates: {prompt: {model: trained}}\n', ['candidates.prompt.model']],
  ['a grid is made of values', 'balance: {val_share: .1}\ntrain: {base_model: m, sweep: {method: grid, space: {l2: {min: 0, max: 1}}}}\n', ['train.sweep.space.l2']],
  ['what fits together is taken', 'balance: {val_share: .1}\ntrain: {trainer: none, base_model: none}\ncandidates: {prompt: {}}\n', []],
])('%s', (_, yaml, fields) => {
  expect(fieldsOf(yaml)).toEqual(fields);
});
