import { misconfigured, nothingRuns, ok, unreachable, warn, why } from './finding.ts';
import type { Check } from './finding.ts';

const defaultUrl = 'https://api.openai.com/v1';

export const provider: Check = {
  name: 'Provider',
  look: async ({ env, source }) => {
    const key = env['OPENAI_API_KEY'] ?? '';
    if (key === '') return source === 'nowhere' ? nothingRuns('OPENAI_BASE_URL and OPENAI_API_KEY') : misconfigured('OPENAI_API_KEY is not set', "set the provider's key");
    // What a copied key brings along; the request would fail with an error that does not say so.
    if (!/^[\x21-\x7e]+$/.test(key) || /^["']|["']$/.test(key)) return misconfigured('OPENAI_API_KEY holds quotes, white space or other odd characters', 'set it again, the key alone');
    const base = env['OPENAI_BASE_URL']?.trim() || defaultUrl;
    if (!/^https?:$/.test(URL.parse(base)?.protocol ?? '')) return misconfigured('OPENAI_BASE_URL is not an http or https URL', 'for example https://api.openai.com/v1');
    const { protocol, hostname, host, pathname } = new URL(base);
    const place = `${host}${pathname}`;
    try {
      const answer = await fetch(`${base.replace(/\/+$/, '')}/models`, { headers: { authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(2_500) });
      if (answer.status === 401 || answer.status === 403) return misconfigured(`${place} does not accept the key (${answer.status})`, 'check OPENAI_API_KEY, and that it belongs to OPENAI_BASE_URL');
      if (!answer.ok) return unreachable(`${place}/models answers ${answer.status}`, 'check that OPENAI_BASE_URL ends where the API begins, mostly in /v1');
      const models = ((await answer.json()) as { data?: unknown[] }).data?.length;
      if (models === undefined) return misconfigured(`${place}/models is no list of models`, 'check that OPENAI_BASE_URL ends where the API begins, mostly in /v1');
      const found = `${place}, ${models} models; the key is accepted`;
      const local = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
      return protocol === 'http:' && !local ? warn(`${found}, and sent unencrypted`, 'use an https address') : ok(found);
    } catch (error) {
      return unreachable(`${place} does not answer (${why((error as Error).cause ?? error)})`, 'check OPENAI_BASE_URL and the network');
    }
  },
};
