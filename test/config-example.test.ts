import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { exampleYaml } from '../core/config/example.ts';
import { flywheelSchema } from '../core/config/flywheel.ts';
import { parseFlywheelYaml } from '../core/config/parse.ts';

const read = (name: string): string => readFileSync(new URL(`../examples/${name}`, import.meta.url), 'utf8');

type Leaf = { path: string[]; required: boolean; default?: unknown; description?: string; explained: boolean };
type Node = { properties?: Record<string, Node>; required?: string[]; default?: unknown; description?: string };

/** Every field of the schema that holds a value, found independently of the code under test. `explained`: in a section that is off. */
function leaves(schema: z.ZodType): Leaf[] {
  const says = (node: Node): boolean => (node.properties ? Object.values(node.properties).some(says) || (node.required?.length ?? 0) > 0 : node.default !== undefined);
  const walk = (node: Node, path: string[], explained: boolean): Leaf[] =>
    Object.entries(node.properties ?? {}).flatMap(([name, inner]) => {
      const required = node.required?.includes(name) ?? false;
      const off = inner.properties !== undefined && !required && (inner.default === undefined || !says(inner));
      const leaf = { ...inner, path: [...path, name], required: required && !explained, explained };
      if (off) delete leaf.default;
      return [...(inner.properties && !off ? [] : [leaf]), ...walk(inner, [...path, name], explained || off)];
    });
  return walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node, [], false);
}

describe('the example with every field', () => {
  const example = exampleYaml();
  const document = parseDocument(example);
  const all = leaves(flywheelSchema);

  it('is committed as the schema has it now (else: npm run example)', () => {
    expect(read('flywheel.yaml')).toBe(example);
  });

  it('is a configuration that can be applied', () => {
    expect(parseFlywheelYaml(example, 'flywheel.yaml').agent.name).toBe('support');
  });

  it('holds every field of the schema, with its default; those without one are switched off', () => {
    expect(all.length).toBeGreaterThan(40);
    for (const { path, required, explained, default: value } of all) {
      if (explained) continue;
      const name = path.join('.');
      if (required || value !== undefined) expect(document.hasIn(path), name).toBe(true);
      else expect(example, name).toMatch(new RegExp(`^ +#${path.at(-1)}:\\s+\\S`, 'm'));
      if (value !== undefined) expect(parseDocument(example).toJS(), name).toHaveProperty(path, value);
    }
  });

  it('says nothing that leaving it out would not say, but for what is marked as yours', () => {
    const config = document.toJS() as Record<string, Record<string, unknown>>;
    const { agent, annotate, train } = config;
    const champion = agent?.['champion'] as { model: string };
    const least = {
      agent: { name: agent?.['name'], champion: { model: champion.model } },
      annotate: { judge: annotate?.['judge'] },
      train: { base_model: train?.['base_model'] },
    };
    expect(flywheelSchema.parse(config)).toEqual(flywheelSchema.parse(least));
    expect(example.match(/# yours:/g)).toHaveLength(4);
  });

  it('keeps its optional fields valid when they are switched on one by one', () => {
    const switched = [...example.matchAll(/^ +#(\w+): /gm)].map((match) => match[1]);
    expect(switched).toContain('cron');
    for (const name of switched) {
      // Searches choose by what was held out, so they ask for that too.
      const on = example.replace(new RegExp(`^( +)#(${name}: )`, 'm'), '$1$2').replace('val_share: 0\n', 'val_share: 0.1\n');
      expect(() => parseFlywheelYaml(on, String(name)), name).not.toThrow();
    }
  });

  it('explains the fields in lines of at most 100 columns', () => {
    const words = example.replaceAll(/\s*\n\s*# /g, ' ');
    for (const { path, description } of all) if (description !== undefined) expect(words, path.join('.')).toContain(description);
    for (const line of example.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  });
});

it.each(['support.yaml', 'sandbox.yaml'])('a newcomer\'s example names only what has no default and a few choices: %s', (file) => {
  const text = read(file);
  expect(text.trim().split('\n').length).toBeLessThanOrEqual(16);
  const config = parseFlywheelYaml(text, file);
  expect(config.schedule).toMatchObject({ cron: '0 5 * * *', timezone: 'Europe/Berlin' });
  expect(config.gate.margin).toBeGreaterThan(0);
});
