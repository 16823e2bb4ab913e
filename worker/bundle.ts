import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';
import { writeAtomically } from '../adapters/files/write-atomically.ts';

export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
const prebuilt = fileURLToPath(new URL('../build/workflows.js', import.meta.url));

/** The image's bundle where there is one (`node worker/bundle.ts`, see the Dockerfile), else built now: about two seconds. */
export async function workflowBundle(): Promise<WorkflowBundleOption> {
  return existsSync(prebuilt) ? { codePath: prebuilt } : bundleWorkflowCode({ workflowsPath, logger: quiet });
}

/** Writes the bundle that images ship. */
export async function prebuildBundle(): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet });
  await mkdir(dirname(prebuilt), { recursive: true });
  await writeAtomically(prebuilt, code);
}

const nothing = (): void => undefined;
/** The bundler's own lines say nothing that a user could act on; its errors are thrown. */
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

if (process.argv[1] === fileURLToPath(import.meta.url)) await prebuildBundle();
