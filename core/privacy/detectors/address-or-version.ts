/** This computer, no address yet, masks, and dates. */
const tellsNobody = /^(?:127\.|0|255\.255\.)/;
/** Before four numbers these say that they are a version or a section. */
const versionBefore =
  /(?:(?:versions?|(?<![a-z])(?:ver|v|releases?|rev|build|chapter|section|sec|clause|figure|fig|firmware|(?:upgrade|update|downgrade)[ds]? (?:to|from)))[ \t.:="'-]{0,5}|(?:版本号?|版|固件|第|§|(?:升级?|更新|降级?|回退|回滚)[到至为])[ \t:=是为"']{0,5})$/i;
const versionAfter = /^[ \t]{0,2}(?:版|version|release|beta|alpha|rc\d|LTS)/i;
/** `pip` and `npm`: "pkg==1.2.3.4". In code, "x == '1.2.3.4'" says less. */
const compared = /[A-Za-z0-9_\])](?:[=<>~!^]=|[~^])$/;
/** "nginx-1.2.3.4", and the revision in "1.2.3.4-2"; "10.0.0.1-50" and "10.0.0.1-10.0.0.9" are ranges. */
const hyphened = /[A-Za-z0-9_]-$/;
const rangeBefore = /\d\.\d{1,3}-$/;
const revision = /^-(\d{1,2})(?![A-Za-z0-9_.])/;
/** "Chrome/120.0.0.0": browsers keep the rest to themselves. */
const product = /[A-Za-z]\/$/;
/** What stands right before small numbers when they are some thing's version: "WP Rocket 3.17.2.1", "foo@1.2.3.4", "nvidia-cublas-cu12 12.4.5.8". */
const named = /(?:(?<![A-Za-z0-9_+-])(?=[A-Za-z][a-z]{0,30}[A-Z0-9+_-]|[A-Z])[A-Za-z][A-Za-z0-9_.+-]{0,60}[ \t]{1,40}|[A-Za-z0-9_\])][ \t]?(?:[/@]|[=<>~!^]=[ \t"']{0,2}))$/;
/** The last word before an address, and some that begin a sentence about one. */
const addressBefore =
  /(?:(?<![a-z])(?:ips?(?:v4)?|src|dst|dns|ssh|scp|ftp|from|to|at|on|in|via|by|is|was|and|or|for|of|the|use|using|try|open|visit|see|ping|block|allow|deny|ban|trace(?:route)?|curl|wget|root|admin|ubuntu|user|users|pi|git|deploy|ec2-user)|addr(?:ess(?:es)?)?|hosts?|hostname|servers?|clients?|peers?|gateway|router|proxy|nodes?|source|destination|remote|local|network|subnet|endpoint|machine|visitors?|login|connect(?:ed|ion)?|request|(?<=[a-z_])IP|地址|服务器|主机|网关|客户端|节点|机器|来自|访问|连接|登录)[^A-Za-z\n]{0,8}$/i;
const portOrMask = /^(?::\d|\/\d)/;

/** A line of a table of packages ("numpy   1.26.4"), and the place in one where a version stands. */
const packageLine = /(?:^|\n)[ \t]{0,8}[A-Za-z][A-Za-z0-9_.-]{0,60}[ \t]{2,60}\d{1,4}\.\d{1,4}(?:\.\d{1,8})?[ \t]*(?:\n|$)/;
const packageName = /(?:^|\n)[ \t]{0,8}[A-Za-z][A-Za-z0-9_.-]{0,60}[ \t]{2,60}$/;

/**
 * A function that tells whether four numbers with dots, somewhere in the text, are an address. They are, unless what stands around them says that
 * they are a version (a word, a comparison, a table of packages), or they are small and stand behind a name: of all public addresses one in 250
 * has only numbers below 64, of versions nearly every one. Private addresses (10., 172.16., 192.168.) are addresses whatever their size.
 * In doubt they are an address.
 */
export function createAddressTest(text: string): (start: number, end: number) => boolean {
  let listsPackages: boolean | undefined;
  const inPackageTable = (start: number, end: number): boolean =>
    /[ \t]{2}$/.test(text.slice(Math.max(0, start - 2), start)) &&
    /^[ \t]*(?:\n|$)/.test(text.slice(end, end + 80)) &&
    packageName.test(text.slice(Math.max(0, start - 160), start)) &&
    (listsPackages ??= packageLine.test(text));
  return (start, end) => {
    const written = text.slice(start, end);
    if (tellsNobody.test(written)) return false;
    const before = text.slice(Math.max(0, start - 48), start);
    const after = text.slice(end, end + 16);
    const told = addressBefore.test(before);
    if (hyphened.test(before) && !told && !rangeBefore.test(before)) return false;
    const tail = revision.exec(after)?.[1];
    if (tail !== undefined && Number(tail) <= Number(written.slice(written.lastIndexOf('.') + 1))) return false;
    if (versionBefore.test(before) || (compared.test(before) && !told) || (written.endsWith('.0.0.0') && product.test(before)) || inPackageTable(start, end)) return false;
    return !isSmall(written) || told || portOrMask.test(after) || !(versionAfter.test(after) || named.test(before));
  };
}

const isSmall = (written: string): boolean => !written.startsWith('10.') && written.split('.').every((octet) => Number(octet) < 64);
