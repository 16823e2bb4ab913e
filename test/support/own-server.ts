import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../examples/own-trainer/', import.meta.url));

/** The example's server, which takes models while it runs, on a free port if none is said. */
export async function startOwnServer(port = 0): Promise<{ url: string; close: () => Promise<void> }> {
  const child = spawn(process.execPath, [`${folder}serve.ts`, '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [said] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return {
    url: (JSON.parse(said) as { url: string }).url,
    async close() {
      child.kill();
      await ended;
    },
  };
}

/** The example's trainer, as a worker's configuration names it. */
export const ownTrainer = { argv: [process.execPath, 'train.ts'], working_folder: folder };
