import { describe, expect, it } from 'vitest';
import { parseFlywheelYaml, parseYaml } from '../core/config/parse.ts';
import { parseDuration } from '../core/config/duration.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { InputError, type InputFault } from '../core/errors/input-error.ts';
import { gatePolicySchema } from '../core/gate/policy.ts';

const good = `agent:
  name: support
  champion: { model: small }
annotate:
  judge: large
train:
  base_model: small
`;

/** The faults of the good file with more lines at its end, or with a line replaced. */
function faultsOf(more: string, replaced?: [string, string]): readonly InputFault[] {
  try {
    parseFlywheelYaml((replaced ? good.replace(...replaced) : good) + more, 'my.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).faults;
  }
  throw new Error('nothing was found');
}

describe('a fault in flywheel.yaml names file, line, field, what is there and what should be', () => {
  const cases: Record<string, [faults: () => readonly InputFault[], expected: InputFault]> = {
    'a misspelt field, with the one that was meant': [
      () => faultsOf('gate:\n  alpha: .1\n  margn: .1\n'),
      { source: 'my.yaml', line: 10, field: 'gate.margn', found: '0.1', expected: 'margin (there is no margn)' },
    ],
    'a field that is nowhere near any, with all that there are': [
      () => faultsOf('collect:\n  something: 1\n'),
      { source: 'my.yaml', line: 9, field: 'collect.something', found: '1', expected: expect.stringMatching(/^one of .*low_rating/) as string },
    ],
    'text for a number': [() => faultsOf('gate:\n  margin: two\n'), { source: 'my.yaml', line: 9, field: 'gate.margin', found: '"two"', expected: 'a number' }],
    'a number out of range': [() => faultsOf('gate:\n  margin: 2\n'), { source: 'my.yaml', line: 9, field: 'gate.margin', found: '2', expected: 'less than 1' }],
    'a broken number for a whole one': [
      () => faultsOf('trigger:\n  window: 1.5\n'),
      { source: 'my.yaml', line: 9, field: 'trigger.window', found: '1.5', expected: 'a whole number' },
    ],
    'a word that is not one of the choices': [
      () => faultsOf('release:\n  approval: maybe\n'),
      { source: 'my.yaml', line: 9, field: 'release.approval', found: '"maybe"', expected: 'required or automatic' },
    ],
    'a choice between a word and a number': [
      () => faultsOf('  hyperparameters:\n    n_epochs: many\n'),
      { source: 'my.yaml', line: 9, field: 'train.hyperparameters.n_epochs', found: '"many"', expected: 'auto or a number' },
    ],
    'a required field that is missing': [
      () => faultsOf('', ['judge: large', 'budget_per_cycle: 9']),
      { source: 'my.yaml', line: 5, field: 'annotate.judge', found: 'nothing', expected: 'text' },
    ],
    'a duration in words': [
      () => faultsOf('release:\n  approval_timeout: 7 days\n'),
      { source: 'my.yaml', line: 9, field: 'release.approval_timeout', found: '"7 days"', expected: 'a duration such as 30s, 5m, 24h or 7d' },
    ],
    'both every and cron': [
      () => faultsOf('schedule:\n  every: 24h\n  cron: 0 5 * * *\n'),
      { source: 'my.yaml', line: 10, field: 'schedule.cron', found: '"0 5 * * *"', expected: 'either every or cron, not both' },
    ],
    'a name that could not stand in an id': [
      () => faultsOf('', ['name: support', 'name: My Agent']),
      { source: 'my.yaml', line: 2, field: 'agent.name', found: '"My Agent"', expected: expect.stringContaining('a-z, 0-9 and -') as string },
    ],
    'a field that stands twice': [
      () => faultsOf('train:\n  base_model: other\n'),
      { source: 'my.yaml', line: 8, field: 'train', found: '"train:"', expected: 'each field once' },
    ],
    'a tab before a field': [
      () => faultsOf('gate:\n\tmargin: .1\n'),
      { source: 'my.yaml', line: 9, field: 'margin', found: '"\\tmargin: .1"', expected: 'spaces before a field, not tabs' },
    ],
    'an alias without an anchor': [
      () => faultsOf('gate: *usual\n'),
      { source: 'my.yaml', line: 8, field: 'gate', found: '"gate: *usual"', expected: 'an anchor &usual before its alias' },
    ],
    'a second document': [() => faultsOf('---\ngate: {}\n'), { source: 'my.yaml', line: 8, found: '"---"', expected: 'one document' }],
  };
  for (const [name, [faults, expected]] of Object.entries(cases)) it(name, () => expect(faults()).toEqual([expected]));

  it('all of them at once, each with its line', () => {
    const faults = faultsOf('gate:\n  margin: 2\n  alfa: .1\n  power: x\n  other: 1\n');
    expect(faults.map(({ line, field }) => `${line} ${field}`).sort()).toEqual(['10 gate.alfa', '11 gate.power', '12 gate.other', '9 gate.margin']);
  });

  it('as one line for a person', () => {
    expect(() => parseFlywheelYaml(`${good}gate:\n  margin: 2\n`, 'my.yaml')).toThrow('my.yaml:9: gate.margin: found 2, expected less than 1');
  });

  it.each(['', '# nothing\n', '- a\n', 'text'])('a file without fields: %j', (text) => {
    expect(() => parseFlywheelYaml(text, 'my.yaml')).toThrow(/^my\.yaml: the file: found .*, expected a section of fields$/);
  });

  it('names the field of a section\'s own file as it stands in that file', () => {
    expect(() => parseYaml('margin: 2\n', 'gate.yaml', gatePolicySchema)).toThrow('gate.yaml:1: margin: found 2, expected less than 1');
  });

  it('aliases that multiply are refused before they fill the memory', () => {
    const levels = Array.from({ length: 12 }, (_, level) => `b${level}: &b${level} [${Array<string>(9).fill(level === 0 ? '1' : `*b${level - 1}`).join(', ')}]`);
    expect(() => parseFlywheelYaml(levels.join('\n'), 'my.yaml')).toThrow(InputError);
  });
});

describe('a value that is shaped like a key', () => {
  // Put together here, so that no scanner takes this file for a leak.
  const keys = [['sk', 'abcdefghijklmnopqrstuvwx'], ['ghp', 'abcdefghijklmnopqrstuvwx', '_'], ['AKIA', 'ABCDEFGHIJKLMNOP', '']].map(([head, tail, by = '-']) => `${head}${by}${tail}`);

  it.each(keys)('is refused wherever it stands, and not repeated (%#)', (key) => {
    for (const text of [good.replace('judge: large', `judge: ${key}`), `${good}balance: { seed: ${key} }\n`, `${good}gate:\n\tkey: ${key}\n`]) {
      let message = '';
      try {
        parseFlywheelYaml(text, 'my.yaml');
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toMatch(/^my\.yaml:\d+: [\w.]+: found a value shaped like a key, expected /);
      expect(message).not.toContain(key.slice(-8));
    }
  });
});

describe('what is left out', () => {
  it('has its default, in every section', () => {
    const config = parseFlywheelYaml(good, 'my.yaml');
    expect(config.schedule).toEqual({ timezone: 'UTC', catchup_window: '1h', paused: false });
    expect(config.train.hyperparameters).toEqual({ n_epochs: 'auto', batch_size: 'auto', learning_rate_multiplier: 'auto' });
    expect(config.release.approval).toBe('required');
    expect(Object.keys(config)).toEqual(Object.keys(flywheelSchema.shape));
  });

  it('keeps its default beside a field that is given', () => {
    expect(parseFlywheelYaml(`${good}gate:\n  margin: .1\n`, 'my.yaml').gate).toMatchObject({ margin: 0.1, alpha: 0.05, power: 0.8 });
  });
});

describe('a duration', () => {
  it.each([['250ms', 250], ['30s', 30_000], ['5m', 300_000], ['24h', 86_400_000], ['7d', 604_800_000], ['0s', 0], [' 1h ', 3_600_000]])('%j is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', '5 m', '1.5h', '-1h', '1w', '1h30m', 'PT5M', '5M', '9999999999s'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
