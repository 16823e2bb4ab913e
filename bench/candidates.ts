// What sweeps, prompts and routing are worth on BANKING77 with the sandbox's student: `npm run evidence:candidates`.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { shuffled } from '../core/random/seeded-draw.ts';
import { labelledCsv } from '../sandbox/traffic/labelled-csv.ts';
import { startProvider } from '../sandbox/provider/start-provider.ts';
import { openClient } from '../adapters/llm/chat.ts';
import { curve } from './candidates/curve.ts';
import { promptWithoutTraining } from './candidates/prompt.ts';
import { routed } from './candidates/routed.ts';
import { swept } from './candidates/swept.ts';
import type { Scene } from './candidates/scene.ts';

const parts = { curve, sweep: swept, prompt: promptWithoutTraining, routing: routed };
const options = new Command('candidates')
  .option('--folder <path>', 'train.csv and test.csv with text,category', join(import.meta.dirname, '../../shared/data/banking77'))
  .option('--seeds <list>', 'of the draws', '101,102,103')
  .option('--parts <list>', Object.keys(parts).join(','), Object.keys(parts).join(','))
  .parse()
  .opts<{ folder: string; seeds: string; parts: string }>();

if (!existsSync(options.folder)) {
  process.stderr.write(`Skipped: no BANKING77 at ${options.folder}\n`);
  process.exit(0);
}
const [training, test] = [await labelledCsv(join(options.folder, 'train.csv')), await labelledCsv(join(options.folder, 'test.csv'))];
const dir = await mkdtemp(join(tmpdir(), 'flywheel-candidates-'));
const provider = await startProvider({ dir });
try {
  const seeds = options.seeds.split(',').map(Number);
  for (const name of options.parts.split(',') as (keyof typeof parts)[]) {
    process.stdout.write(`\n${name}\n`);
    for (const seed of seeds) {
      const scene: Scene = { seed, training: shuffled(training, seed, 'rows'), test, client: openClient({ baseUrl: provider.url, apiKey: 'none' }), print: (line) => void process.stdout.write(`  seed ${seed}: ${line}\n`) };
      await parts[name](scene);
    }
  }
} finally {
  await provider.close();
  await rm(dir, { recursive: true, force: true });
}
