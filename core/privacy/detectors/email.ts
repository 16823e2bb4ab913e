import type { Detector, Span } from '../detector.ts';
import { atSign } from '../traits.ts';

// RFC 5321 limits: 64 characters before the @, 63 a label. They also bound the work for each @.
const localSign = /[\p{Script=Latin}0-9._%+'-]/u;
const maxLocal = 64;
const domain = /(?:[\p{Script=Latin}0-9][\p{Script=Latin}0-9-]{0,62}\.){1,8}\p{Script=Latin}{2,24}/uy;

function localStart(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && at - start < maxLocal && localSign.test(text.charAt(start - 1))) start -= 1;
  while (start < at && /[.'%+-]/.test(text.charAt(start))) start += 1;
  return start;
}

/** E-mail addresses. Letters are Latin only: in Chinese running text the address has no blank before it. */
export const email: Detector = {
  name: 'email',
  category: 'EMAIL',
  mayHold: (_, { signs }) => (signs & atSign) > 0,
  find(text) {
    const spans: Span[] = [];
    let from = 0;
    for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', Math.max(from, at + 1))) {
      domain.lastIndex = at + 1;
      const start = localStart(text, at, from);
      if (start === at || !domain.test(text)) continue;
      spans.push({ start, end: domain.lastIndex });
      from = domain.lastIndex;
    }
    return spans;
  },
};
