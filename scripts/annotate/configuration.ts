import { z } from 'zod';
import { readTextFile } from '../../adapters/files/read-text-file.ts';
import { analyzeSchema, type AnalyzeConfig } from '../../core/analysis/config.ts';
import { annotateSchema, type AnnotateConfig } from '../../core/annotation/config.ts';
import { parseYaml } from '../../core/config/parse.ts';
import { InputError } from '../../core/errors/input-error.ts';
import type { Language } from '../../core/signals/reason-text.ts';

export type AnnotateOptions = { config?: string; judge?: string; lang?: Language; concurrency?: number };
type Configuration = { annotate: AnnotateConfig; analyze: AnalyzeConfig };

/**
 * The `annotate:` section, alone in its file or under its name, with the `analyze:` section where the file holds one; what
 * the command line says wins. Without a file the defaults, and the judge has to be named.
 *
 * @throws InputError
 */
export async function annotateConfiguration({ config: path, judge, lang, concurrency }: AnnotateOptions): Promise<Configuration> {
  const asked = { ...(judge !== undefined && { judge }), ...(lang !== undefined && { preferred_output_lang: lang }), ...(concurrency !== undefined && { concurrency }) };
  const schema = judge === undefined ? annotateSchema : annotateSchema.extend({ judge: annotateSchema.shape.judge.default(judge) });
  const withAsked = ({ annotate, analyze }: Configuration): Configuration => ({ annotate: { ...annotate, ...asked }, analyze });
  const usual = analyzeSchema.parse({});
  if (path === undefined) {
    if (judge === undefined) throw new InputError({ field: '--judge', found: 'nothing', expected: 'the model that judges, here or as `judge` in the file of --config' });
    return withAsked({ annotate: schema.parse({}), analyze: usual });
  }
  const text = await readTextFile(path);
  // A section alone, or the file of an agent, of which the other sections do not matter here.
  if (!/^annotate\s*:/m.test(text)) return withAsked({ annotate: parseYaml(text, path, schema), analyze: usual });
  return withAsked(parseYaml(text, path, z.looseObject({ annotate: schema, analyze: analyzeSchema.prefault({}) })));
}
