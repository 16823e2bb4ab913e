const quote = String.raw`(?:\\?["'])?`;

/** `contactPhone`, but no `iPhone`. */
export const camelBorder = '(?-i:(?<=[a-z]{2})(?=[A-Z]))';

/**
 * A pattern of what stands behind a label (its first group), as sentences, forms and JSON inside a text write it:
 * `phone number is 1…`, `"contactPhone": "1…"`, `'phone_no': ['1…']`, `<tel>1…`, `| 电话 | 1…`.
 *
 * @param latin labels, which begin a word, also inside a name
 * @param chinese labels, which stand anywhere
 */
export const labelled = (latin: string, chinese: string, value: string): RegExp =>
  new RegExp(
    String.raw`(?:(?:(?<![a-z])|${camelBorder})(?:${latin})s?(?:[ \t_-]?(?:numbers?|num|no\.?|id))?|(?:${chinese})(?:号码|编号|号)?)(?:_?\d(?=${quote}[ \t]{0,3}[:=]))?` +
      String.raw`(?:[ \t]?(?:is|是|为))?${quote}[ \t:#.=>|*-]{0,5}(?:\[[ \t]{0,3})?(?:\n[ \t]{0,8})?${quote}(${value})`,
    'dgi',
  );
