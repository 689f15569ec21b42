import type { Locale } from '../../kit/errors.ts'
import { currencyDigits } from '../../kit/money.ts'

const words = {
  title: { en: 'What your orders say, and what to do next', 'zh-CN': '订单里的洞察与下一步行动' },
  lead: {
    en: 'From one orders file: who your customers are, who makes the value, and one campaign per objective with a control group, so that you will know what it really brought.',
    'zh-CN':
      '仅凭一份订单文件：您的客户是谁、价值来自谁，以及每个营销目标对应的一个营销活动。每个活动都预留对照组，事后才能知道它真正带来了多少。',
  },
  quality: { en: 'The file', 'zh-CN': '数据质量' },
  qualityLead: { en: 'Every row is accounted for.', 'zh-CN': '每一行都有去处。' },
  read: { en: 'read', 'zh-CN': '读取' },
  stored: { en: 'stored', 'zh-CN': '入库' },
  repeated: { en: 'repeated', 'zh-CN': '重复' },
  rejected: { en: 'rejected', 'zh-CN': '拒收' },
  withoutCustomer: { en: 'rows without a customer', 'zh-CN': '无客户编号的行' },
  returns: { en: 'returned or cancelled rows', 'zh-CN': '退货或取消的行' },
  customers: { en: 'customers', 'zh-CN': '客户' },
  orders: { en: 'orders', 'zh-CN': '订单' },
  revenue: { en: 'revenue', 'zh-CN': '销售额' },
  repeatRate: { en: 'bought more than once', 'zh-CN': '复购率' },
  months: { en: 'Month by month', 'zh-CN': '逐月走势' },
  newBuyers: { en: 'first-time buyers', 'zh-CN': '首购客户' },
  oldBuyers: { en: 'returning buyers', 'zh-CN': '老客户' },
  concentration: { en: 'Who makes half of the value', 'zh-CN': '谁贡献了一半价值' },
  concentrationSays: {
    en: '{n} customers, {share} of all, make half of the value.',
    'zh-CN': '{n} 位客户（占 {share}）贡献了一半的价值。',
  },
  shareCustomers: { en: 'share of customers, best first', 'zh-CN': '客户占比（由高到低）' },
  shareValue: { en: 'share of value', 'zh-CN': '价值占比' },
  even: { en: 'if all were equal', 'zh-CN': '若人人相同' },
  rfm: { en: 'Recency × frequency', 'zh-CN': '最近消费 × 消费频次' },
  rfmLead: {
    en: 'Customers per cell; darker is more. Score 5 is best.',
    'zh-CN': '每格为客户数，颜色越深人数越多；5 分最好。',
  },
  recency: { en: 'recency score', 'zh-CN': '最近消费得分' },
  frequency: { en: 'frequency score', 'zh-CN': '消费频次得分' },
  group: { en: 'group', 'zh-CN': '客群' },
  share: { en: 'share', 'zh-CN': '占比' },
  value: { en: 'value', 'zh-CN': '价值' },
  medianRecency: { en: 'median days since last order', 'zh-CN': '距上次消费天数（中位数）' },
  campaigns: { en: 'Proposed campaigns', 'zh-CN': '建议的营销活动' },
  campaignsLead: {
    en: 'The control group is drawn first and gets nothing. Only the difference between the two is what the campaign brought.',
    'zh-CN': '先抽取对照组，对照组不触达。两组之间的差异，才是活动真正带来的增量。',
  },
  audience: { en: 'audience', 'zh-CN': '目标客群' },
  target: { en: 'target', 'zh-CN': '实验组' },
  control: { en: 'control', 'zh-CN': '对照组' },
  baseline: { en: 'would buy anyway', 'zh-CN': '不触达也会购买' },
  detectable: { en: 'smallest effect it can show, per customer', 'zh-CN': '可检出的最小增量（每位客户）' },
  expected: { en: 'expected incremental margin', 'zh-CN': '预计增量毛利' },
  noBasis: { en: 'no basis yet', 'zh-CN': '暂无依据' },
  lists: { en: 'lists', 'zh-CN': '名单' },
  evaluation: { en: 'What followed', 'zh-CN': '后续评估' },
  effect: { en: 'effect per customer', 'zh-CN': '每位客户的增量效果' },
  inconclusive: { en: 'inconclusive', 'zh-CN': '尚无定论' },
  placebo: { en: 'Can the method be trusted?', 'zh-CN': '评估方法可信吗？' },
  placeboSays: {
    en: 'Nobody was treated, so the true effect is zero. Over {seeds} draws of arms the 95 % interval held zero in {coverage}.',
    'zh-CN':
      '期间没有任何触达，真实效果为零。重复抽取 {seeds} 次分组，95% 置信区间覆盖零的比例为 {coverage}。',
  },
  method_randomisation: {
    en: 'Interval and p-value come from drawing the control group again 1,999 times (randomisation test).',
    'zh-CN': '区间与 p 值由重新抽取对照组 1,999 次得到（随机化检验）。',
  },
  method_welch: {
    en: 'Interval and p-value are Welch’s: both arms are large.',
    'zh-CN': '区间与 p 值采用 Welch 方法：两组人数均较多。',
  },
  missing: { en: 'Not proposed', 'zh-CN': '未提出建议' },
  objective_acquire: { en: 'Acquire', 'zh-CN': '获客' },
  objective_retain: { en: 'Retain', 'zh-CN': '留存' },
  objective_grow: { en: 'Grow', 'zh-CN': '增长' },
  objective_return: { en: 'Return on investment', 'zh-CN': '投资回报' },
  computedAt: { en: 'computed at', 'zh-CN': '计算时间' },
  asOf: { en: 'as of', 'zh-CN': '截至' },
  basis_history: { en: 'from history', 'zh-CN': '依据历史' },
  basis_assumption: { en: 'your assumption', 'zh-CN': '您的假设' },
  basis_no_basis: { en: 'no basis', 'zh-CN': '无依据' },
  basis_exact: { en: 'exact', 'zh-CN': '精确' },
} as const

export type Word = keyof typeof words

export interface Speaker {
  locale: Locale
  say(word: Word, values?: Record<string, string>): string
  count(n: number): string
  percent(share: number, digits?: number): string
  money(amountMinor: number, currency: string): string
  date(iso: string): string
}

export function speaker(locale: Locale): Speaker {
  const tag = locale === 'en' ? 'en-GB' : 'zh-CN'
  const counts = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 })
  return {
    locale,
    say: (word, values = {}) =>
      words[word][locale].replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? ''),
    count: (n) => counts.format(n),
    percent: (share, digits = 1) => `${(share * 100).toFixed(digits)}${locale === 'en' ? ' ' : ''}%`,
    money: (amountMinor, currency) => {
      const major = amountMinor / 10 ** currencyDigits(currency)
      return new Intl.NumberFormat(tag, {
        style: 'currency',
        currency,
        maximumFractionDigits: Math.abs(major) >= 1000 ? 0 : currencyDigits(currency),
      }).format(major)
    },
    date: (iso) => iso.slice(0, 10),
  }
}
