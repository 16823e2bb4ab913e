import { stringify } from 'yaml';
import { z } from 'zod';
import { flywheelSchema } from './flywheel.ts';

/** The part of JSON Schema that zod writes and this file reads. */
type Node = {
  type?: string;
  description?: string;
  default?: unknown;
  const?: string | number | boolean;
  enum?: unknown[];
  anyOf?: Node[];
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Node>;
  required?: string[];
};

const columns = 100;

/** What only the owner of an agent can know, and what has no default: plausible values in their place. */
const samples: Readonly<Record<string, unknown>> = {
  'agent.name': 'support',
  'agent.champion.model': 'qwen3-8b-instruct',
  'annotate.judge': 'llama-3.3-70b-instruct',
  'annotate.budget': { calls: 600, tokens: 2_000_000, usd: 2 },
  'annotate.second_judge': 'qwen3-32b-instruct',
  'annotate.reply_schema': { type: 'object' },
  'train.base_model': 'qwen3-8b-instruct',
  'schedule.every': '24h',
  'schedule.cron': '0 5 * * *',
  'analyze.signals.max_total_tokens': 20_000,
  'analyze.signals.max_latency_ms': 30_000,
  'analyze.signals.min_perplexity_for_signal': 800,
  'analyze.signals.calibration_json_path': 'calibration.json',
  'evaluate.judge': 'llama-3.3-70b-instruct',
  'gate.cost.max_ratio': 1.5,
  'balance.target_size': 2000,
  'balance.paraphrase': { model: 'llama-3.3-70b-instruct', per_row: 2, calls_per_cycle: 50 },
  'balance.new_sample_ratio': [0.05, 0.2],
  'balance.test_from': '2026-11-01T00:00:00Z',
  'train.max_cost_usd': 20,
  'train.sweep': { method: 'random', space: { n_epochs: [2, 3, 4], learning_rate_multiplier: { min: 0.3, max: 3, scale: 'log' } }, max_jobs: 6, max_cost_usd: 20 },
  'candidates.prompt': { model: 'champion', max_examples: 24, writer: 'llama-3.3-70b-instruct' },
  'candidates.routing': { models: ['qwen3-1.7b-instruct', 'champion'], larger: 'champion', aim: 'cost' },
  'gate.goal.gain': 0.02,
  'gate.anchor.margin': 0.02,
};

const heading = `Everything that an agent's file may say, with the defaults; npm run example writes it anew.
Only the lines marked "yours" are needed. Leave out what you do not change: defaults get better.
A # without a space after it switches off an optional field that has no default.
Apply it with: npx flywheel apply -f flywheel.yaml`;

/**
 * A complete `flywheel.yaml` from the schema: each field with its default (required ones with a sample), its description as a
 * comment above it, optional ones without a default commented out.
 *
 * @throws Error when a field has no default, no obvious value and no entry in `samples`
 */
export function exampleYaml(): string {
  const schema = z.toJSONSchema(flywheelSchema, { io: 'input', unrepresentable: 'any' }) as Node;
  const sections = Object.keys(schema.properties ?? {}).map((name) => field(schema, name, []).join('\n'));
  return `${[comment(heading, '').join('\n'), ...sections].join('\n\n')}\n`;
}

function field(parent: Node, name: string, above: readonly string[]): string[] {
  const path = [...above, name];
  const node = parent.properties?.[name] ?? {};
  const indent = '  '.repeat(above.length);
  const needed = parent.required?.includes(name) === true;
  const disabled = isOff(node, needed);
  if (node.properties && !disabled) {
    const inner = Object.keys(node.properties).flatMap((key) => field(node, key, path));
    return [...comment(node.description ?? '', indent), `${indent}${name}:`, ...inner];
  }
  const value = disabled || node.default === undefined ? sampleOf(path, node) : node.default;
  return [...comment(remark(node, needed), indent), ...explained(node, indent), ...assignment(name, value, indent + (disabled ? '#' : ''))];
}

/** An optional field without a default, or a section of nothing else: an empty section would be no section. */
const isOff = (node: Node, needed: boolean): boolean =>
  !needed && (node.default === undefined || (node.properties !== undefined && Object.entries(node.properties).every(([name, inner]) => isOff(inner, node.required?.includes(name) === true))));

/** What the fields of a section mean that is switched off as a whole. */
const explained = ({ properties = {}, required }: Node, indent: string): string[] =>
  Object.entries(properties).flatMap(([name, inner]) => [...comment(`${name}: ${remark(inner, false)}${required?.includes(name) ? ' (needed)' : ''}`, indent), ...explained(inner, indent)]);

function sampleOf(path: readonly string[], node: Node): unknown {
  const name = path.join('.');
  const value = samples[name] ?? node.enum?.[0] ?? node.minimum;
  if (value === undefined) throw new Error(`${name} has no default: give it a sample value`);
  return value;
}

function remark(node: Node, needed: boolean): string {
  const said = node.description ?? '';
  const allowed = choices(node);
  const unsaid = allowed.some((choice) => !said.includes(choice)) ? allowed.join(' or ') : '';
  const parts = [needed ? 'yours:' : '', said, said === '' || unsaid === '' ? unsaid : `(${unsaid})`];
  return parts.filter((part) => part !== '').join(' ');
}

/** What may stand there, where it is not just anything of a type. */
function choices(node: Node): string[] {
  if (node.anyOf) return node.anyOf.flatMap((option) => (option.const === undefined ? range(option) : [String(option.const)]));
  return (node.enum ?? []).map(String);
}

function range({ type, minimum, maximum }: Node): string[] {
  const kind = type === 'integer' ? 'a whole number' : `a ${type ?? 'value'}`;
  const to = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
  return [minimum === undefined ? kind : `${kind} from ${minimum}${to}`];
}

/** On one line where it fits, else one item a line. */
function assignment(name: string, value: unknown, prefix: string): string[] {
  const flow = stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trimEnd();
  const line = `${prefix}${name}: ${flow}`;
  if (!flow.includes('\n') && line.length <= columns) return [line];
  return stringify({ [name]: value }, { lineWidth: 0 }).trimEnd().split('\n').map((part) => prefix + part);
}

/** Comment lines of at most `columns`, broken between words; a line break in the text stays one. */
function comment(text: string, indent: string): string[] {
  if (text === '') return [];
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = `${indent}#`;
    for (const word of paragraph.split(' ')) {
      if (line.length + 1 + word.length > columns) {
        lines.push(line);
        line = `${indent}#`;
      }
      line += ` ${word}`;
    }
    return [...lines, line];
  });
}
