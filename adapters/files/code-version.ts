import { readFile } from 'node:fs/promises';

const root = new URL('../../', import.meta.url);

/** The version of the program, with the commit where it runs from a clone: `0.1.0 (3f2a91c)`. */
export async function codeVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { version: string };
  const commit = await commitOf().catch(() => undefined);
  return commit === undefined ? version : `${version} (${commit.slice(0, 7)})`;
}

async function commitOf(): Promise<string | undefined> {
  const git = new URL('.git/', root);
  const head = (await readFile(new URL('HEAD', git), 'utf8')).trim();
  if (!head.startsWith('ref: ')) return head;
  const name = head.slice('ref: '.length);
  const loose = await readFile(new URL(name, git), 'utf8').catch(() => undefined);
  if (loose !== undefined) return loose.trim();
  const packed = await readFile(new URL('packed-refs', git), 'utf8');
  return packed.split('\n').find((line) => line.endsWith(` ${name}`))?.split(' ')[0];
}
