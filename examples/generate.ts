import { fileURLToPath } from 'node:url';
import { writeAtomically } from '../adapters/files/write-atomically.ts';
import { exampleYaml } from '../core/config/example.ts';

/** `npm run example`: the example that holds every field, anew from the schema. */
await writeAtomically(fileURLToPath(new URL('flywheel.yaml', import.meta.url)), exampleYaml());
