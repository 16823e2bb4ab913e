import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

type Service = {
  image?: string;
  build?: string;
  restart?: string;
  environment?: Record<string, string | number>;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  stop_grace_period?: string;
};
type Compose = { services: Record<string, Service>; volumes: Record<string, unknown>; networks: Record<string, unknown> };

const text = read('docker-compose.yml');
const { services, volumes, networks } = parse(text) as Compose;
const all = Object.entries(services);
const waits = all.flatMap(([name, service]) => Object.entries(service.depends_on ?? {}).map(([on, { condition }]) => ({ name, on, condition })));
const oneShots = new Set(waits.filter(({ condition }) => condition === 'service_completed_successfully').map(({ on }) => on));
const dockerfile = read('Dockerfile');
const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
const pinned = /^[\w./-]+:\d+\.\d+(\.\d+)?(-[a-z]+(-[a-z]+)*)?$/;

describe('docker-compose.yml', () => {
  it.skipIf(spawnSync('docker', ['compose', 'version']).status !== 0)('is valid for docker compose, where that is installed', () => {
    const names = [...text.matchAll(/\$\{(\w+):\?/g)].map((match) => match[1] as string);
    const env = { ...process.env, ...Object.fromEntries(names.map((name) => [name, 'x'])) };
    const result = spawnSync('docker', ['compose', '--file', 'docker-compose.yml', 'config', '--quiet'], { cwd: root, env, encoding: 'utf8' });
    expect(result.stderr).toBe('');
    expect(result.status).toBe(0);
  });

  it('holds no secret and no default for one: without it nothing starts', () => {
    const secrets = all.flatMap(([service, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => /PASSWORD|PWD|_KEY$|^DATABASE_URL$/.test(name)).map(([name, value]) => ({ at: `${service} ${name}`, value: String(value) })),
    );
    expect(secrets.length).toBeGreaterThanOrEqual(7);
    for (const { at, value } of secrets) expect(value, at).toMatch(/\$\{\w+:\?[^}]+\}/);
    expect(text).not.toMatch(/\$\{\w*(PASSWORD|KEY)\w*(:?-|\})/);
  });

  it('publishes ports on the loopback interface only, and no port of Temporal\'s database', () => {
    const published = all.flatMap(([name, { ports = [] }]) => ports.map((port) => ({ name, port })));
    expect(published.map(({ name }) => name).sort()).toEqual(['postgres', 'temporal', 'temporal-ui']);
    for (const { name, port } of published) expect(port, name).toMatch(/^127\.0\.0\.1:\$\{\w+:-\d+\}:\d+$/);
  });

  it('keeps Temporal\'s database on a network without a way out, which the worker is not on', () => {
    expect(networks['temporal-storage']).toEqual({ internal: true });
    expect(services['temporal-postgres']?.networks).toEqual(['temporal-storage']);
    expect(services['worker']?.networks).toEqual(['flywheel']);
  });

  it('pins every image to a version', () => {
    for (const [name, { image, build }] of all) {
      if (name === 'worker') expect(build).toBe('.');
      else expect(image, name).toMatch(pinned);
    }
    const versions = new Set(all.filter(([, { image }]) => image?.includes('temporalio/') && !image.includes('/ui:')).map(([, { image }]) => image?.split(':')[1]));
    expect(versions.size, 'the server and the tools that make its tables are of one version').toBe(1);
  });

  it('has a health check and a restart policy for everything that stays, and starts nothing before what it needs', () => {
    for (const [name, { restart, healthcheck }] of all) {
      if (oneShots.has(name)) expect(restart, name).toMatch(/^on-failure:\d+$/);
      else expect({ restart, checked: (healthcheck?.test.length ?? 0) > 1 }, name).toEqual({ restart: 'unless-stopped', checked: true });
    }
    expect([...oneShots].sort()).toEqual(['temporal-namespace', 'temporal-schema']);
    for (const { name, on, condition } of waits) {
      expect(services, name).toHaveProperty([on]);
      expect(condition, `${name} on ${on}`).toBe(oneShots.has(on) ? 'service_completed_successfully' : 'service_healthy');
    }
    expect(Object.keys(services['worker']?.depends_on ?? {}).sort()).toEqual(['postgres', 'temporal-namespace']);
  });

  it('keeps both databases in named volumes, at the path where the image puts them', () => {
    for (const name of ['postgres', 'temporal-postgres']) {
      const [source, target] = services[name]?.volumes?.[0]?.split(':') ?? [];
      expect(volumes, name).toHaveProperty([source ?? '']);
      // Since version 18; at the former .../data it would lie in an anonymous volume.
      expect(target).toBe('/var/lib/postgresql');
    }
  });

  it('gives the worker more time to stop than its activities get', () => {
    const grace = /const graceTime = '(\d+)s'/.exec(read('worker/run.ts'))?.[1];
    const stop = /^(\d+)s$/.exec(services['worker']?.stop_grace_period ?? '')?.[1];
    expect(Number(stop)).toBeGreaterThanOrEqual(Number(grace) + 10);
  });

  it('asks for no variable that .env.example does not explain, and the other way round', () => {
    const asked = new Set([...text.matchAll(/\$\{(\w+):/g)].map((match) => String(match[1])));
    const example = read('.env.example');
    const explained = new Set([...example.matchAll(/^#?([A-Z_]+)=/gm)].map((match) => String(match[1])));
    for (const outside of ['DATABASE_URL', 'TEMPORAL_ADDRESS']) explained.delete(outside);
    expect([...explained].sort()).toEqual([...asked].sort());
    expect(example, 'required ones are empty').not.toMatch(/^[A-Z_]+=.+/m);
    expect(read('.gitignore').split('\n'), 'the filled-in copy is never committed').toContain('.env');
  });
});

describe('the worker\'s image', () => {
  const copied = [...dockerfile.matchAll(/^COPY (\w+) \1$/gm)].map((match) => match[1] as string);
  const { files, packages } = importsOf('worker/main.ts', 'workflows/index.ts');

  it('has every folder and every package that the worker imports, and no other folder', () => {
    expect([...new Set(files.map((file) => String(file.split('/')[0])))].sort()).toEqual(copied.sort());
    expect(packages).toContain('@temporalio/worker');
    for (const name of packages) expect(manifest.dependencies, name).toHaveProperty([name]);
    expect(dockerfile).toContain('npm ci --omit=dev');
  });

  it('lets through the build\'s door only what the Dockerfile copies', () => {
    const rules = read('.dockerignore').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules[0]).toBe('*');
    expect(rules.slice(1).sort()).toEqual([...copied, 'package.json', 'package-lock.json', '.npmrc'].map((name) => `!${name}`).sort());
  });

  it('runs on the project\'s Node, not as root, is asked for its health and stopped with SIGTERM', () => {
    for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm)) expect(image).toBe(`node:${manifest.devDependencies['node']}-bookworm-slim`);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK .*CMD \["node", "worker\/health\.ts"\]$/m);
  });
});

/** Files and packages that these files need when they run, followed through static imports. */
function importsOf(...entries: string[]): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const [, kind, from] of read(file).matchAll(/^(?:import|export) (type )?(?:[^;'"]*? from )?'([^']+)'/gm)) {
      if (kind !== undefined || from === undefined || from.startsWith('node:')) continue;
      if (from.startsWith('.')) open.push(relative(root, join(root, dirname(file), from)));
      else packages.add(from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/'));
    }
  }
  return { files: [...files], packages: [...packages] };
}
