/** One element with its attributes and everything below it. */
export type HtmlNode = { name: string; attributes: Record<string, string>; children: (HtmlNode | string)[] };

const voids = new Set(['meta', 'br', 'hr', 'img', 'input', 'link']);
const tag = /<(?:!doctype html|(\/)?([a-z][a-z0-9]*)((?:\s+[a-z-]+[a-z0-9-]*(?:="[^"<]*")?)*)(\s*\/)?)>/iy;
const attribute = /([a-zA-Z-]+[a-zA-Z0-9-]*)(?:="([^"]*)")?/g;
const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/**
 * Reads HTML as strictly as nobody has to write it: every tag closed in order, every attribute in double quotes, no bare
 * `<`, `>` or `&`. What passes here no browser reads differently.
 *
 * @throws Error that names the place
 */
export function readHtml(html: string): HtmlNode {
  const root: HtmlNode = { name: '#root', attributes: {}, children: [] };
  const open = [root];
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: ${JSON.stringify(html.slice(at, at + 80))}`);
  };
  while (at < html.length) {
    const inside = open.at(-1)!;
    if (html[at] !== '<') {
      const end = inside.name === 'style' ? html.indexOf('</style>', at) : html.indexOf('<', at);
      const text = html.slice(at, end === -1 ? html.length : end);
      if (inside.name !== 'style' && text.includes('>')) fail('bare >');
      inside.children.push(inside.name === 'style' ? text : decoded(text, fail));
      at += text.length;
      continue;
    }
    tag.lastIndex = at;
    const found = tag.exec(html) ?? fail('no tag');
    const [whole, closing, name, attributes = '', selfClosing] = found;
    if (closing !== undefined) {
      if (open.pop()!.name !== name) fail(`</${name}> closes nothing`);
    } else if (name !== undefined) {
      const node: HtmlNode = { name, attributes: {}, children: [] };
      for (const [, key, value = ''] of attributes.matchAll(attribute)) {
        if (Object.hasOwn(node.attributes, key!)) fail(`${key} twice`);
        node.attributes[key!] = decoded(value, fail);
      }
      inside.children.push(node);
      if (selfClosing === undefined && !voids.has(name)) open.push(node);
    }
    at += whole.length;
  }
  if (open.length !== 1) fail(`<${open.at(-1)!.name}> is never closed`);
  return root;
}

const decoded = (text: string, fail: (what: string) => never): string => text.replace(/&[a-z0-9#]*;?/gi, (entity) => entities[entity] ?? fail(`bare ${entity}`));

/** Every element, in the order of the document. */
export const elementsOf = (node: HtmlNode): HtmlNode[] => node.children.flatMap((child) => (typeof child === 'string' ? [] : [child, ...elementsOf(child)]));

/** The text a reader sees, without that of the elements named. */
export const textOf = (node: HtmlNode, without: readonly string[] = ['style']): string =>
  node.children.map((child) => (typeof child === 'string' ? child : without.includes(child.name) ? '' : textOf(child, without))).join('');
