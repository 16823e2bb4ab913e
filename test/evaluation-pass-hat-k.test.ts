import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { passHatK } from '../core/evaluation/pass-hat-k.ts';

const file = join(import.meta.dirname, '../../shared/data/taubench-gpt4o-airline/historical_trajectories/gpt-4o-airline.json');
const there = existsSync(file);
if (!there) process.stderr.write(`Skipped: no tau-bench trajectories at ${file}\n`);

describe('pass^k', () => {
  test('is the chance that k of the trials, drawn without replacement, all passed', () => {
    expect(passHatK([{ trials: 4, passed: 2 }], 1)).toBe(0.5);
    expect(passHatK([{ trials: 4, passed: 2 }], 2)).toBeCloseTo(1 / 6, 12);
    expect(passHatK([{ trials: 4, passed: 2 }], 3)).toBe(0);
    expect(passHatK([{ trials: 4, passed: 4 }, { trials: 8, passed: 0 }], 4)).toBe(0.5);
    expect(passHatK([{ trials: 5, passed: 4 }], 3)).toBeCloseTo(4 / 10, 12);
  });

  test('needs tasks with as many trials', () => {
    expect(() => passHatK([], 1)).toThrow(RangeError);
    expect(() => passHatK([{ trials: 2, passed: 1 }], 3)).toThrow(RangeError);
    expect(() => passHatK([{ trials: 2, passed: 3 }], 1)).toThrow(RangeError);
    expect(() => passHatK([{ trials: 2, passed: 1 }], 0)).toThrow(RangeError);
  });

  test.skipIf(!there)('of gpt-4o on the airline tasks of tau-bench falls from .42 to .20', () => {
    const trials = JSON.parse(readFileSync(file, 'utf8')) as { task_id: number; reward: number }[];
    const tasks = [...Map.groupBy(trials, (trial) => trial.task_id).values()].map((tries) => ({ trials: tries.length, passed: tries.filter(({ reward }) => reward === 1).length }));
    expect(tasks).toHaveLength(50);
    expect([1, 2, 3, 4].map((k) => Number(passHatK(tasks, k).toFixed(4)))).toEqual([0.42, 0.2733, 0.22, 0.2]);
  });
});
