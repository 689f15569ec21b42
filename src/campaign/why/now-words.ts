import { campaignChannelLabel } from '../../interaction/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import { spaced } from './words.ts'

export interface NowWords {
  /** How they would be contacted, as campaigns name it. */
  channel: string
  when: Localized
  reasons: readonly Localized[]
  cap: { contacts: number; days: number; had: number }
  /** A yes on record, or a policy that allows what nobody refused. */
  consented: boolean
  /** Only campaigns that look at no personal characteristics. */
  withoutProfile: boolean
}

/** What would be done, after "can be" and 可以, and what is known to do it by. */
interface WayWords {
  en: string
  zh: string
  known: Localized
}

const ways: Readonly<Record<string, WayWords>> = {
  email: {
    en: 'sent a marketing message by e-mail',
    zh: '通过邮件向该客户发送营销信息',
    known: { en: 'their address is known', 'zh-CN': '邮箱地址已知' },
  },
  sms: {
    en: 'sent a marketing message by SMS',
    zh: '通过短信向该客户发送营销信息',
    known: { en: 'their number is known', 'zh-CN': '手机号已知' },
  },
  call: {
    en: 'called about an offer',
    zh: '致电该客户介绍营销方案',
    known: { en: 'their number is known', 'zh-CN': '手机号已知' },
  },
  post: {
    en: 'sent a marketing letter by post',
    zh: '向该客户邮寄营销信函',
    known: { en: 'their postal address is known', 'zh-CN': '邮寄地址已知' },
  },
  push: {
    en: 'sent a marketing notification in the browser',
    zh: '通过浏览器推送向该客户发送营销信息',
    known: { en: 'a browser of theirs takes notifications', 'zh-CN': '客户的浏览器已允许推送' },
  },
  wechat: {
    en: 'sent a marketing message by WeChat',
    zh: '通过微信公众号向该客户发送营销信息',
    known: { en: 'they are known to the official account', 'zh-CN': '公众号 OpenID 已知' },
  },
  wecom: {
    en: 'sent a marketing message by WeCom',
    zh: '由导购通过企业微信向该客户发送营销信息',
    known: { en: 'they are a contact of an adviser', 'zh-CN': '客户是导购的企业微信好友' },
  },
}

/** A way without words of its own. */
function wayOf(channel: string): WayWords {
  const label = campaignChannelLabel(channel) ?? { en: channel, 'zh-CN': ` ${channel} ` }
  return {
    en: `sent a marketing message by ${label.en}`,
    zh: `通过${label['zh-CN']}向该客户发送营销信息`,
    known: { en: 'how to reach them is known', 'zh-CN': '联系方式已知' },
  }
}

/** Whether a campaign could contact the customer now by a channel, in one sentence. */
export function nowSentence({ channel, when, reasons, cap, consented, withoutProfile }: NowWords): Localized {
  const way = ways[channel] ?? wayOf(channel)
  if (reasons.length > 0)
    return {
      en: `As of ${when.en}, this customer cannot be ${way.en}, because ${reasons.map(({ en }) => en).join(', and ')}.`,
      'zh-CN': `截至 ${when['zh-CN']}，不能${way.zh}，原因是${spaced(reasons.map((one) => one['zh-CN']).join('；'))}。`,
    }
  const limit = withoutProfile
    ? {
        en: ' by campaigns that do not select by personal characteristics',
        'zh-CN': '（仅限不按个人特征选人的活动）',
      }
    : { en: '', 'zh-CN': '' }
  const basis = consented
    ? { en: 'they agreed to marketing', 'zh-CN': '客户已同意接收营销信息' }
    : { en: 'nothing they said forbids marketing', 'zh-CN': '客户未拒绝营销信息，同意策略允许发送' }
  return {
    en: `As of ${when.en}, this customer can be ${way.en}${limit.en}, because ${way.known.en}, ${basis.en}, and they had ${cap.had} of at most ${cap.contacts} messages in ${cap.days} days.`,
    'zh-CN': `截至 ${when['zh-CN']}，可以${way.zh}${limit['zh-CN']}，原因是${way.known['zh-CN']}，${basis['zh-CN']}，且 ${cap.days} 天内已触达 ${cap.had} 次（上限 ${cap.contacts} 次）。`,
  }
}
