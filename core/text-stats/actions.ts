/** Verbs of requests and of work, in their base form. Everything that an agent is usually asked for, not a dictionary. */
const verbs = new Set(
  (
    'accept access activate add adjust allow analyse analyze answer apply approve arrange ask assign attach avoid block book build buy calculate call cancel change charge check choose clean clear click close ' +
    'collect combine compare complete compute confirm connect contact continue convert copy correct count create debug decide define delete deliver deploy describe design detect develop disable discuss display download draft ' +
    'draw edit email enable enter estimate evaluate exchange execute explain export extend extract fetch file fill filter find finish fix follow format forward generate get give go handle help hide identify import improve include ' +
    'increase inform insert inspect install investigate join keep know learn leave list load log look lower make manage map mark measure merge modify monitor move need notify offer open order organize parse pay perform place plan ' +
    'play post prepare print process produce provide publish pull purchase push put query raise read receive recommend reduce refund register reject remind remove rename renew repair replace reply report request reserve reset resolve ' +
    'respond restart restore return review rewrite run save schedule search see select sell send set share ship show sign solve sort specify start stop store submit subscribe suggest summarise summarize support switch take tell test track ' +
    'train transfer translate try turn understand undo uninstall update upgrade upload use validate verify view visit wait want watch write'
  ).split(' '),
);
const past = new Map(
  'bought:buy built:build chose:choose chosen:choose drew:draw found:find gave:give given:give got:get went:go gone:go kept:keep knew:know known:know left:leave made:make paid:pay ran:run saw:see seen:see sold:sell sent:send showed:show shown:show told:tell took:take taken:take tried:try understood:understand wrote:write written:write'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);
const chinese = new Set(
  (
    '查 查询 查看 查找 搜索 检索 分析 计算 统计 比较 对比 总结 概括 归纳 写 编写 撰写 改 修改 修正 修复 改写 翻译 生成 创建 新建 建立 制作 设计 画 绘制 解释 说明 描述 介绍 列出 推荐 建议 提供 发送 发 转发 回复 回答 告诉 通知 提醒 ' +
    '帮 帮助 帮忙 协助 处理 解决 完成 执行 运行 启动 停止 关闭 打开 开启 安装 卸载 下载 上传 导入 导出 保存 删除 添加 增加 减少 更新 升级 更换 替换 取消 退 退款 退货 退订 换货 购买 下单 支付 付款 充值 转账 预订 预约 订 安排 计划 确认 核对 检查 ' +
    '检测 测试 验证 评估 审核 提取 整理 排序 筛选 过滤 合并 拆分 转换 读取 写入 获取 调用 连接 登录 注册 绑定 解绑 重置 恢复 备份 部署 调试 优化 监控 提交 申请 投诉 联系 咨询 询问 使用 选择 设置 配置'
  ).split(' '),
);

const baseForms = (word: string): string[] => {
  const forms = [word];
  if (word.endsWith('ies')) forms.push(`${word.slice(0, -3)}y`);
  if (word.endsWith('ied')) forms.push(`${word.slice(0, -3)}y`);
  if (word.endsWith('es')) forms.push(word.slice(0, -2));
  if (word.endsWith('s')) forms.push(word.slice(0, -1));
  for (const ending of ['ed', 'ing']) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    forms.push(stem, `${stem}e`, stem.slice(0, -1));
  }
  return forms;
};

/** Whether a lower-case word asks for or tells of an action, inflected forms included (English, Chinese). */
export function isAction(word: string): boolean {
  if (chinese.has(word) || verbs.has(word) || past.has(word)) return true;
  if (word.length < 4 || word.length > 20) return false;
  return /^[a-z]+$/.test(word) && /(?:s|ed|ing)$/.test(word) && baseForms(word).some((form) => verbs.has(form));
}
