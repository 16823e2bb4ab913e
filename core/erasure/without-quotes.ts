import type { Routing } from '../candidate/routing.ts';
import { wordsOfQuestion } from '../candidate/routing.ts';
import type { Message } from '../interaction/message.ts';

/** Below this a text is no quotation: "yes" and "where is my card" stand in many prompts by chance. */
const shortestQuotation = 20;

/** What a way of answering may quote. */
export type Quoting = { systemPrompt: string | null; examples: readonly Message[]; routing: Routing | null };

export type Erased = {
  /** What the user asked, and what was made of it in other words. */
  questions: readonly string[];
  /** What else the user wrote: comments, corrections. */
  comments: readonly string[];
  /** Words that others have used as well. */
  commonWords: ReadonlySet<string>;
};

/**
 * A way of answering without what it quotes of a user: examples of the user's questions go with their replies, longer
 * quotations in the prompt are blanked, and routing forgets the words that nobody else has used.
 *
 * @returns how many parts were taken out; 0: it is as it was
 */
export function withoutQuotes({ systemPrompt, examples, routing }: Quoting, { questions, comments, commonWords }: Erased): { kept: Quoting; parts: number } {
  const asked = new Set(questions);
  const shown = exchangesOf(examples);
  const kept = shown.filter((exchange) => !exchange.some(({ role, content }) => role === 'user' && asked.has(content)));
  let parts = shown.length - kept.length;

  let prompt = systemPrompt;
  for (const text of [...questions, ...comments].toSorted((one, other) => other.length - one.length)) {
    if (prompt === null || text.length < shortestQuotation || !prompt.includes(text)) continue;
    prompt = prompt.replaceAll(text, '[erased]');
    parts += 1;
  }

  const own = new Set(questions.flatMap((text) => [...wordsOfQuestion(text)]).filter((word) => !commonWords.has(word)));
  const rules = routing?.rules.map((rule) => {
    if (rule.when !== 'intent') return rule;
    const words = Object.entries(rule.words).filter(([word]) => !own.has(word));
    parts += Object.keys(rule.words).length - words.length;
    return { ...rule, words: Object.fromEntries(words) };
  });
  return { kept: { systemPrompt: prompt, examples: kept.flat(), routing: rules === undefined ? null : { rules } }, parts };
}

/** Each question with what follows it. */
function exchangesOf(examples: readonly Message[]): Message[][] {
  const exchanges: Message[][] = [];
  for (const message of examples) {
    if (message.role === 'user' || exchanges.length === 0) exchanges.push([message]);
    else exchanges.at(-1)!.push(message);
  }
  return exchanges;
}
