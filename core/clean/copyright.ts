const hint = /copyright|©|\(c\) ?(?:19|20)\d\d|all rights reserved|licensed under|版权所有|保留所有权利|spdx-license/i;
const notice =
  /^[\s/*#;%!<-]{0,12}(?:(?:©|\(c\)|copyright\b)[^\n]{0,80}(?:19|20)\d\d[^\n]{0,300}|[^\n]{0,120}\ball rights reserved\b[^\n]{0,120}|[^\n]{0,60}(?:版权所有|保留所有权利)[^\n]{0,60}|licensed under the [^\n]{0,200}|spdx-license-identifier:[^\n]{0,80})$/i;

/** A text without its copyright notices: comment blocks that hold one, and lines that are one. */
export function withoutCopyright(text: string): string {
  if (!hint.test(text)) return text;
  return dropBlocks(text)
    .split('\n')
    .filter((line) => line.length > 600 || !notice.test(line))
    .join('\n');
}

/** C-style comments are sought with `indexOf`: a pattern would read a text full of openings again and again. */
function dropBlocks(text: string): string {
  let kept = '';
  let from = 0;
  for (let open = text.indexOf('/*'); open !== -1; open = text.indexOf('/*', from)) {
    const close = text.indexOf('*/', open + 2);
    if (close === -1) break;
    const comment = text.slice(open, close + 2);
    kept += text.slice(from, hint.test(comment) ? open : close + 2);
    from = close + 2;
  }
  return kept + text.slice(from);
}
