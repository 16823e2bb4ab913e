import { readFile } from 'node:fs/promises';
import { findTemporal } from '../../sandbox/stack/temporal-binary.ts';
import { misconfigured, ok, warn } from './finding.ts';
import type { Check } from './finding.ts';

const oldestNode = 24;
const root = new URL('../../', import.meta.url);

export const node: Check = {
  name: 'Node',
  look: async () =>
    Number(process.versions.node.split('.')[0]) >= oldestNode
      ? ok(process.versions.node)
      : misconfigured(`${process.versions.node}, ${oldestNode} is needed`, 'run it as npx flywheel, which brings the right Node'),
};

export const packages: Check = {
  name: 'Packages',
  look: async () => {
    const { dependencies, devDependencies } = await readJson<{ dependencies: Record<string, string>; devDependencies: Record<string, string> }>('package.json');
    const compare = async (wanted: Record<string, string>) => {
      const found = await Promise.all(Object.entries(wanted).map(async ([name, version]) => ({ name, version, here: await installedVersion(name) })));
      return found.filter(({ version, here }) => here !== version).map(({ name, version, here }) => `${name} ${here ?? 'missing'} (${version} is wanted)`);
    };
    const wrong = await compare(dependencies);
    if (wrong.length > 0) return misconfigured(wrong.join(', '), 'npm ci');
    const wrongForDevelopment = await compare(devDependencies);
    if (wrongForDevelopment.length > 0) return warn(`for development: ${wrongForDevelopment.join(', ')}`, 'npm ci');
    return ok(`${Object.keys(dependencies).length} as package.json pins them; Temporal SDK ${dependencies['@temporalio/client']}`);
  },
};

export const temporalProgram: Check = {
  name: 'Temporal program',
  look: async ({ source }) => {
    const binary = await findTemporal();
    if (binary !== undefined) return ok(`server ${binary.version}, ${binary.path}`);
    if (source === 'variables') return ok('none, and none is needed: TEMPORAL_ADDRESS is set');
    return warn('none yet', 'nothing to do: npx flywheel dev downloads it, or builds it where Go is installed');
  },
};

async function installedVersion(name: string): Promise<string | undefined> {
  try {
    return (await readJson<{ version: string }>(`node_modules/${name}/package.json`)).version;
  } catch {
    return undefined;
  }
}

const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(new URL(path, root), 'utf8')) as T;
