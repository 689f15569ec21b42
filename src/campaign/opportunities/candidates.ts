import type { SegmentRule } from '../../insight/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Objective } from '../plans/api.ts'
import { rules } from './rules.ts'

/** One way to earn more from people the data show; data, so that another is one entry. */
export interface Candidate {
  id: string
  objective: Objective
  title: Localized
  why: Localized
  rule: SegmentRule
  /** What a plan made from it promises; `percentOff` 0 is words only. */
  offer: { percentOff: number; name: Localized; words: Localized; validDays: number }
  /** Which of the shipped creatives carries it, by the start of its id. */
  template: string
  windowDays: number
}

const percent = (percentOff: number, validDays: number, en: string, zh: string): Candidate['offer'] => ({
  percentOff,
  validDays,
  name: { en: `${percentOff} % ${en}`, 'zh-CN': `${zh} ${percentOff}% 优惠` },
  words: {
    en: `${percentOff} % off your next order`,
    'zh-CN': `${validDays} 天内下单立享 ${(100 - percentOff) / 10} 折`,
  },
})

/** In the order of the objectives; of two for one objective the first is planned first. */
export const candidates: readonly Candidate[] = [
  {
    id: 'acquire-prospects',
    objective: 'acquire',
    title: { en: 'Prospects who never ordered', 'zh-CN': '从未下单的潜在客户' },
    why: {
      en: 'You can reach them and they have bought nothing yet. What a first order is worth shows against a control group.',
      'zh-CN': '可以触达但尚未消费。首单究竟是否由活动带来，与对照组比较即可得知。',
    },
    rule: rules.neverOrdered(),
    offer: percent(10, 30, 'off the first order', '首单'),
    template: 'welcome',
    windowDays: 30,
  },
  {
    id: 'retain-quiet-valuable',
    objective: 'retain',
    title: { en: 'Valuable customers going quiet', 'zh-CN': '正在沉默的高价值客户' },
    why: {
      en: 'They used to buy often and spend much, and have been away longer than most others.',
      'zh-CN': '曾经购买频繁、金额较高，但距上次消费的时间已长于多数客户。',
    },
    rule: rules.group('keep'),
    offer: percent(10, 30, 'to come back', '老客回归'),
    template: 'thank-you',
    windowDays: 60,
  },
  {
    id: 'retain-lost-valuable',
    objective: 'retain',
    title: { en: 'Lost customers who used to spend a lot', 'zh-CN': '已流失的高消费客户' },
    why: {
      en: 'A few large purchases, long ago: few of them return by themselves.',
      'zh-CN': '购买次数少但金额高，且已久未购买，自然回流很少。',
    },
    rule: rules.group('save'),
    offer: percent(15, 30, 'to win back', '流失挽回'),
    template: 'win-back',
    windowDays: 60,
  },
  {
    id: 'grow-second-order',
    objective: 'grow',
    title: { en: 'Recent first-time buyers', 'zh-CN': '近期首购客户' },
    why: {
      en: 'They ordered once, not long ago. The second order is the one after which customers tend to stay.',
      'zh-CN': '近期仅消费一次。完成第二单的客户往往会留下来。',
    },
    rule: { all: [rules.orders('equals', 1), rules.group('develop', 'light_recent')] },
    offer: percent(8, 21, 'off the second order', '第二单'),
    template: 'early-access',
    windowDays: 45,
  },
  {
    id: 'grow-breadth',
    objective: 'grow',
    title: { en: 'Frequent buyers of a single category', 'zh-CN': '只买单一品类的常客' },
    why: {
      en: 'They come often and buy one kind of thing; what else you have they may not know.',
      'zh-CN': '购买频繁却只买一个品类，可能并不了解其他商品。',
    },
    rule: { all: [rules.breadth('equals', 1), rules.orders('at_least', 3)] },
    offer: {
      percentOff: 0,
      validDays: 14,
      name: { en: 'First look', 'zh-CN': '新品先看' },
      words: { en: 'See what else is new, before everybody else', 'zh-CN': '抢先看看其他新品' },
    },
    template: 'early-access',
    windowDays: 45,
  },
  {
    id: 'return-best-no-discount',
    objective: 'return',
    title: { en: 'Best customers, without a discount', 'zh-CN': '最佳客户，不打折触达' },
    why: {
      en: 'They spend most, come often and bought lately. A message without a discount costs next to nothing, so any increment is return; the control group shows whether there is one.',
      'zh-CN':
        '消费高、频次高且近期有购买。不含折扣的触达几乎没有成本，任何增量都是回报，是否有增量由对照组说明。',
    },
    rule: rules.group('champions'),
    offer: {
      percentOff: 0,
      validDays: 14,
      name: { en: 'Priority service', 'zh-CN': '优先服务' },
      words: { en: 'Your next order is packed and sent first', 'zh-CN': '下一单优先打包发货' },
    },
    template: 'replenish',
    windowDays: 30,
  },
]

export const noneWords: Record<Objective, Localized> = {
  acquire: {
    en: 'There are no prospects: everybody known has ordered. Import a list of people who have not, with their source.',
    'zh-CN': '没有潜在客户：已知的人都下过单。请导入尚未下单的名单并注明来源。',
  },
  retain: {
    en: 'No valuable customer is going quiet, or there are too few customers to tell.',
    'zh-CN': '没有正在沉默的高价值客户，或客户太少无法判断。',
  },
  grow: {
    en: 'No recent first-time buyers and no frequent buyers of a single category.',
    'zh-CN': '没有近期首购客户，也没有只买单一品类的常客。',
  },
  return: { en: 'Too few customers to tell the best ones.', 'zh-CN': '客户太少，无法识别最佳客户。' },
}
