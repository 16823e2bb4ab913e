import type { Detector, Span } from '../detector.ts';
import { atSign } from '../traits.ts';

// RFC 5321 limits: 64 characters before the @, 63 a label. They also bound the work for each @.
const localSign = /[\p{Script=Latin}0-9._%+'-]/u;
const parameterSign = /[\p{Script=Latin}0-9._+'-]/u;
const maxLocal = 64;
const domain = /(?:[\p{Script=Latin}0-9][\p{Script=Latin}0-9-]{0,62}\.){1,8}\p{Script=Latin}{2,24}/uy;
/** In a network of one's own, which only a label tells from `user@host` of a shell. */
const bareHost = /[A-Za-z0-9-]{1,63}(?![A-Za-z0-9_])/y;
const label = /(?:(?<![a-z])e?[ _-]?mail(?:[ _-]?address)?|邮箱)(?:地址)?(?:\\?["'])?[ \t:=>|*-]{1,5}(?:\\?["'])?$/i;
const longestLabel = 30;
/** As addresses have it, and parameters of them. */
const at = /@|%40/g;

function localStart(text: string, end: number, from: number): number {
  // In a parameter `%20` is no part of a name.
  const inParameter = text.charAt(end) === '%';
  const sign = inParameter ? parameterSign : localSign;
  let start = end;
  while (start > from && end - start < maxLocal && sign.test(text.charAt(start - 1))) start -= 1;
  if (inParameter && text.charAt(start - 1) === '%') start += 2;
  while (start < end && /[.'%+-]/.test(text.charAt(start))) start += 1;
  return Math.min(start, end);
}

function domainEnd(text: string, start: number, after: number): number | undefined {
  domain.lastIndex = after;
  if (domain.test(text)) return domain.lastIndex;
  bareHost.lastIndex = after;
  return label.test(text.slice(Math.max(0, start - longestLabel), start)) && bareHost.test(text) ? bareHost.lastIndex : undefined;
}

/** E-mail addresses. Letters are Latin only: in Chinese running text the address has no blank before it. */
export const email: Detector = {
  name: 'email',
  category: 'EMAIL',
  mayHold: (text, { digits, signs }) => (signs & atSign) > 0 || (digits >= 2 && text.includes('%40')),
  find(text) {
    const spans: Span[] = [];
    let from = 0;
    for (const match of text.matchAll(at)) {
      if (match.index < from) continue;
      const start = localStart(text, match.index, from);
      const end = start === match.index ? undefined : domainEnd(text, start, match.index + match[0].length);
      if (end === undefined) continue;
      spans.push({ start, end });
      from = end;
    }
    return spans;
  },
};
