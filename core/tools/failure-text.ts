/** Names of patterns that say that a call failed. Each is linear: bounded repeats, no overlap. */
type Table = readonly (readonly [by: string, pattern: RegExp])[];

/** What a text may begin with before it says anything. */
const decoration = /^(?:[\s*`'"#]|❌|✗|✘|❗|⚠|\uFE0F){1,16}/;
const kinds = 'fatal|internal|unknown|unexpected|unhandled|server|system|tool|api|execution|runtime|network|connection|database|validation|value|type|syntax|parse|processing|permission|authentication|mcp|rpc|http';
const words = 'error|exception|fatal|failure|failed|traceback|panic';
const zhWords = '错误|出错|异常|失败|超时|报错';
const subjects = 'tool|function|action|api|command|request|query|operation|execution|script|task|job|step|connection|authentication|authorization|validation|search|call';
const zhSubjects = '工具|函数|接口|插件|系统|服务器?|数据库?|网络|命令|代码|文件|程序|脚本|页面|参数|权限|内部|未知|语法|运行时?';
const zhDeeds = '调用|执行|请求|查询|操作|加载|连接|获取|读取|写入|创建|更新|修改|删除|提交|访问|搜索|下载|上传|解析|登录|认证|验证|保存|发送|运行';
const deeds = 'executing|calling|running|invoking|fetching|getting|retrieving|reading|writing|loading|opening|parsing|processing|creating|updating|accessing|connecting|sending';
/** After words that are a sentence about a call, and not the beginning of a title: "Request failed with 3", "Request failed payments". */
const ends = String.raw`(?=\s{0,4}(?:$|[\n:.,;!()\]<"'-])| (?:with|to|for|by|due|because|after|on|at|in|from|while|when|and|as|since)\b)`;
const zhEnds = String.raw`(?=\s{0,4}(?:$|[\n:：.,，。;；!！()（）]| ?\d))`;
const pattern = (source: string): RegExp => new RegExp(source, 'i');

/** What only counts where a text begins with it: further on it may speak of another error. */
const openings: Table = [
  ['opening', pattern(String.raw`^[[<(【]?(?:an? |the )?(?:(?:${kinds}) )?(?:${words})\b(?: (?:code )?-?\d{1,6}\b)?[\])>*\x60'"】]{0,4}\s{0,4}(?:[:：!(]|$|\n)`)],
  ['opening', pattern(String.raw`^(?:an? |the )?(?:(?:${kinds}) )?(?:error|exception) (?:${deeds}|occurred|while|during)\b`)],
  ['opening', /^(?:[A-Za-z]\w{0,40}\.){0,6}[A-Z]\w{0,40}(?:Error|Exception)\b\s{0,4}(?:[:：!(]|$|\n|while )/],
  // [ERROR] x, 【错误】x, <error>x</error>, <tool_use_error>x: by themselves or as the first inside another tag.
  ['opening', pattern(String.raw`^[[(【](?:[a-z]{1,20}[ _-]){0,2}(?:${words}|${zhWords})[\])】]`)],
  ['opening', pattern(String.raw`^(?:<[a-z][\w-]{0,30}>\s{0,8})?<(?:[a-z]{1,20}[_-]){0,2}(?:error|exception|failure)(?:[_-]message)?(?: [^<>/]{0,200})?>(?!\s{0,8}<\/)`)],
  ['opening', pattern(String.raw`^(?:failed|unable) to [a-z]`)],
  ['opening', pattern(String.raw`^(?:the )?(?:${subjects})(?: [\w.\x60'"-]{1,60})?(?: (?:call|execution|invocation|request|run))? (?:has |have )?(?:failed|errored|crashed|timed out)${ends}`)],
  ['opening', pattern(String.raw`^(?:${zhSubjects}|${zhDeeds})?(?:${zhWords})(?:了|信息|代码|码|提示|原因)?${zhEnds}`)],
  ['opening', pattern(String.raw`^(?:抱歉[,，]|对不起[,，])?(?:${zhSubjects})?(?:${zhDeeds})(?:时)?(?:${zhWords})(?![率数次的]|案例|日志|处理|排查|记录|问题)`)],
  ['denied', pattern(String.raw`^(?:(?:access|permission|authorization) (?:is |was |has been )?(?:denied|forbidden|refused)|unauthori[sz]ed|forbidden|not authori[sz]ed|authentication required|(?:rate limit|quota) exceeded|too many requests|internal server error|service unavailable|bad gateway|bad request)${ends}`)],
  ['denied', /^(?:权限不足|没有权限|无权限?访问|无权限|拒绝访问|访问被拒绝|未授权)(?!的)/],
];

/** After such an opening: there was none. */
const none = /^[\s:：]{0,4}(?:none|null|nil|n\/a|false|0|无|没有|""|''|\[\]|\{\})\s{0,4}(?:个|条|项|次)?\s{0,4}(?:$|[\n<,;，；。.])/i;

const reasons = 'bad request|unauthori[sz]ed|payment required|forbidden|not found|method not allowed|request time-?out|conflict|gone|unprocessable|too many requests|internal server error|not implemented|bad gateway|service unavailable|gateway time-?out';
/** After a status: its reason, an end, or whence it came. "HTTP 404 explained" and "status: 500 shares" are something else. */
const statusEnds = String.raw`(?=\s{0,4}(?:$|[\n:：.,，。;!()\[\]{}<>|"'\x60-]|(?:${reasons}|error|for|from|on|at|when|while|response|returned|received)\b))`;

/** What counts wherever it stands. */
const anywhere: Table = [
  ['traceback', /Traceback \(most recent call last\)|^\s{1,8}at [\w$.<>]{1,100} ?\([^()\n]{1,200}:\d{1,7}:\d{1,7}\)/m],
  ['exception', /^(?:[A-Za-z_]\w{0,40}\.){0,6}[A-Z]\w{0,40}(?:Error|Exception): /m],
  ['exit_code', /\b(?:exit(?:ed)?(?: with)?(?: code| status)|return ?code|exit_code|exitcode|errorlevel)[ :=]{0,3}-?(?!0\b)\d{1,5}\b/i],
  ['http_status', pattern(String.raw`\b(?:HTTP(?:\/\d(?:\.\d)?)?(?: status(?: code)?| error| code)?[ :=]{0,3}|status(?:_code| code)?[ :=]{1,3})[45]\d\d\b${statusEnds}|\b[45]\d\d (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out|Not Found|Forbidden|Unauthorized|Too Many Requests)\b|<title>\s{0,4}(?:error|${reasons})\s{0,4}</title>`)],
  ['time_out', /\b(?:timed[ -]out|time-?out (?:after|exceeded|error|expired|reached|while|waiting)|deadline exceeded|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENOTFOUND|connection (?:refused|reset))\b|(?:请求|连接|执行|调用|等待)超时/i],
  ['failed_tests', /(?:^|[\s,=(])[1-9]\d{0,5} (?:tests? )?(?:failed|errors?)(?=[\s,.;=)]|$)(?! (?:logins?|attempts?|payments?|orders?|rows?|records?|messages?))/m],
  ['shell', /(?:command not found|No such file or directory|Permission denied|Segmentation fault|is not recognized as an internal or external command)\s*$/m],
];

/** Longer than any opening. */
const headLength = 400;
/** How much of a text is searched: an error names itself at its head or, after a long output, at its end. */
const searched = 4_000;

/** The name of the pattern by which a text begins as the report of a failure. */
export function failureOpening(text: string): string | undefined {
  const head = text.slice(0, headLength).replace(decoration, '');
  for (const [by, opening] of openings) {
    const found = opening.exec(head);
    if (found !== null && !none.test(head.slice(found[0].length))) return by;
  }
  return undefined;
}

/** The name of the pattern by which a text reports a failure, in its first or its last 4,000 characters. */
export function failureIn(text: string): string | undefined {
  const seen = text.length <= 2 * searched ? text : `${text.slice(0, searched)}\n${text.slice(-searched)}`;
  return failureOpening(seen) ?? anywhere.find(([, sign]) => sign.test(seen))?.[0];
}
