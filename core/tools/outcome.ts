export type ToolOutcome = 'success' | 'fail' | 'unknown';
/** How a call ended and what says so (a field's name or a pattern's), never its text. */
export type JudgedResult = { outcome: ToolOutcome; by: string };

/** Not "cancelled" or "rejected": an order may be that, and the call that says so has succeeded. */
const failedWords = new Set(['error', 'failed', 'failure', 'fail', 'timeout', 'timed_out', 'exception']);
const goodWords = new Set(['ok', 'success', 'succeeded', 'successful', 'completed', 'complete', 'done', 'passed']);

/** How much of a text is searched: an error names itself at its head or, after a long output, at its end. */
const searched = 4_000;

/** Patterns of failure in plain text, the first that matches names the reason. Each is linear: bounded repeats, no overlap. */
const failures: readonly (readonly [string, RegExp])[] = [
  ['opening', /^[\s[<*`'"]{0,8}(?:error|exception|fatal|failure|failed|traceback|panic|[A-Za-z.]{0,60}(?:Error|Exception))\b[\])>*`'"]{0,4}\s{0,4}(?:[:：!(]|$|\n|executing |calling |running |occurred|while )/i],
  ['opening', /^\s{0,8}(?:错误|出错|异常|失败|超时|报错|(?:调用|执行|请求|查询|操作)(?:失败|出错|超时|异常))/],
  ['traceback', /Traceback \(most recent call last\)|^\s{1,8}at [\w$.<>]{1,100} ?\([^()\n]{1,200}:\d{1,7}:\d{1,7}\)/m],
  ['exception', /^(?:[A-Za-z_]\w{0,40}\.){0,6}[A-Z]\w{0,40}(?:Error|Exception): /m],
  ['exit_code', /\b(?:exit(?:ed)?(?: with)?(?: code| status)|return ?code|exit_code|exitcode|errorlevel)[ :=]{0,3}-?(?!0\b)\d{1,5}\b/i],
  ['http_status', /\bHTTP(?:\/\d(?:\.\d)?)?(?: status(?: code)?| error| code)?[ :=]{0,3}[45]\d\d\b|\bstatus(?:_code| code)?[ :=]{1,3}[45]\d\d\b|\b(?:500 Internal Server Error|502 Bad Gateway|503 Service Unavailable|504 Gateway Time-?out|404 Not Found|403 Forbidden|401 Unauthorized|429 Too Many Requests)\b/i],
  ['time_out', /\b(?:timed[ -]out|time-?out (?:after|exceeded|error|expired|reached|while|waiting)|deadline exceeded|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENOTFOUND|connection (?:refused|reset))\b|(?:请求|连接|执行|调用|等待)超时/i],
  ['failed_tests', /(?:^|[\s,=(])[1-9]\d{0,5} (?:tests? )?(?:failed|errors?)(?=[\s,.;=)]|$)(?! (?:logins?|attempts?|payments?|orders?|rows?|records?|messages?))/m],
  ['shell', /(?:command not found|No such file or directory|Permission denied|Segmentation fault|is not recognized as an internal or external command)\s*$/m],
];

/**
 * Whether a tool's result says that the call failed: by the log's flag, by its fields where it is JSON, else by patterns in
 * its text that name a failure (never by the mere word: "0 failed, 12 passed" and "Exception handling guide" succeeded).
 * An empty result is unknown.
 */
export function toolOutcome(content: string, isError?: boolean): JudgedResult {
  if (isError === true) return { outcome: 'fail', by: 'is_error' };
  const judged = judgeText(content, 0);
  // A flag that says "no error" is the transport's; a failure inside the result is the tool's own word.
  return judged.outcome === 'unknown' && isError === false ? { outcome: 'success', by: 'is_error' } : judged;
}

function judgeText(content: string, nesting: number): JudgedResult {
  const text = content.trim();
  if (text === '' || text === 'null' || text === 'None') return { outcome: 'unknown', by: 'empty' };
  if (/^[[{"]/.test(text) && /[\]}"]$/.test(text) && nesting < 3) {
    try {
      return judgeValue(JSON.parse(text), nesting + 1);
    } catch {
      const python = /['"](?:error|exception)['"]\s{0,3}:\s{0,3}(?!None|''|""|null|False|\[\]|\{\})|['"](?:success|ok)['"]\s{0,3}:\s{0,3}(?:False|false)\b/.exec(text.slice(0, searched));
      if (python !== null) return { outcome: 'fail', by: 'error' };
    }
  }
  const head = text.length <= 2 * searched ? text : `${text.slice(0, searched)}\n${text.slice(-searched)}`;
  for (const [by, pattern] of failures) if (pattern.test(head)) return { outcome: 'fail', by };
  return { outcome: 'success', by: 'text' };
}

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && value !== '' && value !== 0 && value !== '0' && !(Array.isArray(value) && value.length === 0) && !(typeof value === 'string' && /^(?:none|null|no|false|ok|no error)$/i.test(value));

function judgeValue(value: unknown, nesting: number): JudgedResult {
  if (typeof value === 'string') return judgeText(value, nesting);
  if (value === null) return { outcome: 'unknown', by: 'empty' };
  if (typeof value !== 'object') return { outcome: 'success', by: 'value' };
  if (Array.isArray(value)) return value.length === 1 ? judgeValue(value[0], nesting) : { outcome: 'success', by: 'value' };
  const fields = value as Record<string, unknown>;
  for (const name of ['isError', 'is_error', 'timed_out', 'timedOut']) if (fields[name] === true) return { outcome: 'fail', by: name };
  for (const name of ['success', 'ok', 'succeeded']) if (fields[name] === false || fields[name] === 'false') return { outcome: 'fail', by: name };
  for (const name of ['error', 'errors', 'exception', 'error_message', 'errorMessage', 'error_code', 'traceback']) if (isSet(fields[name])) return { outcome: 'fail', by: name };
  for (const name of ['exit_code', 'exitCode', 'returncode', 'return_code']) {
    const code = fields[name];
    if (code !== undefined && code !== null && Number.isInteger(Number(code)) && Number(code) !== 0) return { outcome: 'fail', by: name };
  }
  for (const name of ['status', 'status_code', 'statusCode', 'http_status', 'state', 'result']) {
    const status = fields[name];
    if (typeof status === 'string' && failedWords.has(status.toLowerCase())) return { outcome: 'fail', by: name };
    if (name !== 'result' && name !== 'state' && /^[45]\d\d$/.test(String(status))) return { outcome: 'fail', by: name };
    if (typeof status === 'string' && goodWords.has(status.toLowerCase())) return { outcome: 'success', by: name };
  }
  for (const name of ['output', 'content', 'result', 'text', 'stderr']) {
    const inner = fields[name];
    if (typeof inner === 'string' && nesting < 3 && inner.trim() !== '' && fields['success'] !== true) {
      const judged = judgeText(inner, nesting + 1);
      if (judged.outcome === 'fail') return { outcome: 'fail', by: name };
    }
  }
  return { outcome: 'success', by: 'value' };
}
