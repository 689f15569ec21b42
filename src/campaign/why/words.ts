import { campaignChannelLabel } from '../../interaction/index.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import type { ContactOutcome } from './api.ts'
import { providerClauses } from './provider-clauses.ts'

/** What a reason may say beyond its code: counts and states, never an address. */
export interface ReasonDetail {
  contacts?: number | undefined
  days?: number | undefined
  /** State of the consent on record. */
  state?: string | undefined
}

type Clause = (detail: ReasonDetail) => Localized
const fixed =
  (en: string, zh: string): Clause =>
  () => ({ en, 'zh-CN': zh })

const consentClauses: Readonly<Record<string, Localized>> = {
  withdrawn: { en: 'they have withdrawn their consent to marketing', 'zh-CN': '客户已撤回营销同意' },
  expired: { en: 'their consent to marketing has expired', 'zh-CN': '营销同意已过期' },
  pending: { en: 'their consent to marketing is not confirmed yet', 'zh-CN': '营销同意尚待客户确认' },
}
const noConsent: Localized = {
  en: 'no consent to marketing is on record and the policy asks for one',
  'zh-CN': '没有营销同意记录，而同意策略要求事先同意',
}

/** Every code that a decision or a delivery can end with, as the end of a sentence. A test holds it against both lists. */
const clauses: Readonly<Record<string, Clause>> = {
  no_address: fixed('no address of theirs is known for this channel', '没有该客户在此渠道的联系方式'),
  do_not_send: fixed('their address is on the do-not-send list', '其联系方式在禁发名单中'),
  consent: ({ state }) => consentClauses[state ?? ''] ?? noConsent,
  service_refused: fixed('they refused service messages on this channel', '客户已拒收此渠道的服务通知'),
  no_profiling: fixed('they do not want to be selected by personal characteristics', '客户已关闭个性化推荐'),
  open_complaint: fixed('they have a complaint that is not closed', '客户有未关闭的投诉'),
  contact_cap: ({ contacts, days }) =>
    contacts === undefined || days === undefined
      ? { en: 'they had reached the contact cap', 'zh-CN': '已达到频次上限' }
      : {
          en: `they already had ${contacts} ${contacts === 1 ? 'message' : 'messages'} within ${days} ${days === 1 ? 'day' : 'days'}, which is the contact cap`,
          'zh-CN': `${days} 天内已触达 ${contacts} 次，达到频次上限`,
        },
  quiet_hours: fixed(
    'it waits until the quiet hours are over where they are',
    '正处于客户当地的免打扰时段，结束后发送',
  ),
  topic_refused: fixed('they do not want to hear of this topic', '客户不想接收该主题的信息'),
  paused: fixed('they asked for a pause in marketing', '客户已暂停接收营销信息'),
  own_pace: ({ days }) =>
    days === undefined
      ? { en: 'they had all the messages they want for now', 'zh-CN': '已达到客户自己要求的频次' }
      : {
          en: `they want at most one message within ${days} days`,
          'zh-CN': `客户要求每 ${days} 天最多收到一条营销信息`,
        },
  budget: fixed('the budget went to customers who had spent more', '预算已优先分配给消费更高的客户'),
  budget_repair: fixed('the budget was used up after the draw', '随机分组后预算已用完'),
  campaign_stopped: fixed('the campaign was stopped before that', '活动在此之前已停止'),
  campaign_paused: fixed('the campaign was paused and has not gone on yet', '活动已暂停，尚未恢复'),
  campaign_not_live: fixed(
    'the campaign was not live when the message was due',
    '到发送时间时活动不在进行中',
  ),
  not_allowed: fixed('nothing allowed the message when it was due', '到发送时间时未获准发送'),
  control_group: fixed('they belong to the control group', '客户属于对照组'),
  same_person: fixed(
    'the same message had gone to another record of the same person',
    '同一人的另一条记录已收到此消息',
  ),
  address_unusable: fixed('their e-mail address cannot be used', '其邮箱地址无法使用'),
  address_incomplete: fixed('their postal address is not complete', '其邮寄地址不完整'),
  address_too_long: fixed('their address does not fit into the window of the envelope', '其地址超出信封开窗'),
  same_household: fixed('somebody else of the same home gets the letter', '同一家庭的其他成员会收到此信'),
  sign_not_in_font: fixed(
    'their name or address has a character that cannot be printed',
    '其姓名或地址中有无法打印的字符',
  ),
  letter_too_long: fixed('the letter does not fit on one page', '信函超过一页'),
  message_missing: fixed('the creative no longer existed', '该消息的创意已不存在'),
  content_error: fixed('the message could not be written', '消息内容生成失败'),
  message_too_large: fixed('the message is larger than the mail server takes', '邮件超过服务器允许的大小'),
  sender_unusable: fixed('the sender of the workspace is no mail address', '工作区的发件人不是有效邮箱'),
  address_refused: fixed('the mail server does not take their address', '邮件服务器拒收该地址'),
  message_refused: fixed('the mail server refused the message', '邮件服务器拒收该邮件'),
  refused_for_now: fixed('the mail server kept asking to try later', '邮件服务器一直要求稍后重试'),
  mail_server_busy: fixed('the mail server was closing its connections', '邮件服务器正在关闭连接'),
  mail_server_unreachable: fixed('the mail server could not be reached', '无法连接邮件服务器'),
  mail_server_sign_in: fixed('the mail server refused our sign-in', '邮件服务器拒绝登录'),
  channel_not_open: fixed('the channel was not open yet', '渠道尚未打开'),
  provider_silent: fixed('the provider did not answer in time', '服务商未在限定时间内响应'),
  private_address: fixed(
    'the provider’s address leads into a private network',
    '服务商地址指向不允许访问的内部网络',
  ),
  sms_too_long: fixed('the SMS had more than ten parts', '短信超过 10 条，过长'),
  sms_refused: fixed('the provider refused the SMS', '服务商拒收该短信'),
  number_refused: fixed('the provider does not take their number', '服务商不接受该号码'),
  refused_for_now_sms: fixed('the provider kept asking to try later', '服务商一直要求稍后重试'),
  sms_server_unreachable: fixed('the SMS provider could not be reached', '无法连接短信服务商'),
  sms_server_busy: fixed('the SMS provider took no more connections', '短信服务商不接受更多连接'),
  sms_server_sign_in: fixed('the SMS provider refused our sign-in', '短信服务商拒绝登录'),
  connection_lost_after_sms: fixed(
    'the connection broke before the provider confirmed the SMS',
    '服务商确认短信之前连接中断',
  ),
  sms_partly_sent: fixed('only the first parts of a long SMS were taken', '长短信只有前几条被受理'),
  ...Object.fromEntries(providerClauses.map(([code, en, zh]) => [code, fixed(en, zh)])),
  confirmation_over: fixed(
    'the request to confirm had been answered or had run out by then',
    '届时确认请求已得到答复或已过期',
  ),
  follow_up_over: fixed(
    'by then the case had been opened again, or the survey closed',
    '届时工单已重新打开或调查已结束',
  ),
  connection_lost_after_data: fixed(
    'the connection broke before the mail server confirmed it',
    '邮件服务器确认之前连接中断',
  ),
  worker_ended: fixed('the program ended while it was being sent', '发送过程中程序意外终止'),
  no_answer: fixed('nobody answered the telephone', '电话无人接听'),
  wrong_number: fixed('the number was not theirs', '号码有误，不是本人'),
  call_expired: fixed('nobody got to the call in time', '未能在期限内拨打'),
  supervisor: fixed('a supervisor took the call off the list', '主管取消了该外呼任务'),
  team_removed: fixed('the team that was to call them no longer exists', '负责外呼的团队已被移除'),
  erased: fixed('they were erased and nothing of them may be used', '该客户的个人信息已删除，不得再使用'),
}

/** A code nobody has words for is shown as it is. */
export function clauseOf(code: string, detail: ReasonDetail = {}): Localized {
  const plain = code.replaceAll('_', ' ')
  return clauses[code]?.(detail) ?? { en: `the record says “${plain}”`, 'zh-CN': `记录的原因为“${plain}”` }
}

/** Figures stand apart from the characters before them. */
export const spaced = (text: string) => (/^\w/.test(text) ? ` ${text}` : text)

export interface PastWords {
  campaign: string
  /** Name of the audience as it was at the launch. */
  segment: string
  /** Offer, or the creative where there was none. */
  what: { kind: 'offer' | 'message'; name: string }
  when: Localized
  channel: string
  outcome: ContactOutcome
  /** Share of the audience in control, 0 … 1. */
  controlShare: number
  reason: Localized | null
}

/** In Chinese the channel stands between the two. */
const verbs: Record<ContactOutcome, { en: string; zh: readonly [before: string, after: string] }> = {
  sent: { en: 'was sent', zh: ['', '发送了'] },
  planned: { en: 'is to be sent', zh: ['将', '发送'] },
  held: { en: 'has not been sent', zh: ['暂未', '发送'] },
  unknown: { en: 'may have been sent', zh: ['可能已', '发送'] },
  failed: { en: 'was not reached with', zh: ['未能', '送达'] },
  suppressed: { en: 'was not sent', zh: ['没有', '发送'] },
  silent: { en: 'was not sent', zh: ['没有', '发送'] },
  withheld: { en: 'was on purpose not sent', zh: ['有意不', '发送'] },
  listed: { en: 'was handed over for', zh: ['', '发放'] },
}
/** Of campaigns by call, where nothing is sent. */
const callVerbs: typeof verbs = {
  sent: { en: 'was told by telephone of', zh: ['', '介绍了'] },
  planned: { en: 'is to be told by telephone of', zh: ['将', '介绍'] },
  held: { en: 'has not been called about', zh: ['暂未', '介绍'] },
  unknown: { en: 'may have been told by telephone of', zh: ['可能已', '介绍'] },
  failed: { en: 'was not reached by telephone for', zh: ['未能', '介绍'] },
  suppressed: { en: 'was not called about', zh: ['没有', '介绍'] },
  silent: { en: 'was not called about', zh: ['没有', '介绍'] },
  withheld: { en: 'was on purpose not called about', zh: ['有意不', '介绍'] },
  listed: { en: 'was handed over for', zh: ['', '介绍'] },
}
const channels: Readonly<Record<string, Localized>> = {
  call: { en: '', 'zh-CN': '通过外呼' },
  email: { en: ' by e-mail', 'zh-CN': '通过邮件' },
  list: { en: ' by a list of customers', 'zh-CN': '通过移交名单' },
}

function byChannel(channel: string): Localized {
  const label = campaignChannelLabel(channel) ?? { en: channel, 'zh-CN': ` ${channel} ` }
  return { en: ` by ${label.en}`, 'zh-CN': `通过${label['zh-CN']}` }
}

/** Who, what, when, by which channel and why, of one decision that was made. */
export function pastSentence(words: PastWords): Localized {
  const { en: why, 'zh-CN': whyZh } = whyOf(words)
  const verb = (words.channel === 'call' ? callVerbs : verbs)[words.outcome]
  const by = channels[words.channel] ?? byChannel(words.channel)
  const what = {
    en: `the ${words.what.kind} “${words.what.name}”`,
    zh: `${words.what.kind === 'offer' ? '方案' : '消息'}“${words.what.name}”`,
  }
  return {
    en: `On ${words.when.en}, this customer, in the audience “${words.segment}”, ${verb.en} ${what.en}${by.en} in the campaign “${words.campaign}”, because ${why}.`,
    'zh-CN': `${words.when['zh-CN']}，营销活动“${words.campaign}”${verb.zh[0]}${by['zh-CN']}向客群“${words.segment}”中的该客户${verb.zh[1]}${what.zh}，原因是${spaced(whyZh)}。`,
  }
}

function whyOf({ outcome, reason, controlShare }: PastWords): Localized {
  if (outcome === 'withheld') {
    const percent = Math.round(controlShare * 1_000) / 10
    return {
      en: `the draw put them into the control group (${percent} % of the audience), which shows what the campaign really brings`,
      'zh-CN': `该客户被随机分入对照组（占受众的 ${percent}%），用于衡量活动的真实增量效果`,
    }
  }
  if (reason !== null) return reason
  return {
    en: 'the draw put them into the target group and nothing stood against it',
    'zh-CN': '该客户被随机分入实验组，且没有任何限制',
  }
}

/** An instant in the workspace's zone, to the minute. */
export function whenWords(at: Date, timeZone: string): Localized {
  const parts = (locale: string, month: 'short' | '2-digit') =>
    Object.fromEntries(
      new Intl.DateTimeFormat(locale, {
        timeZone,
        year: 'numeric',
        month,
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })
        .formatToParts(at)
        .map(({ type, value }) => [type, value]),
    )
  const [en, zh] = [parts('en-GB', 'short'), parts('en-GB', '2-digit')]
  return {
    en: `${Number(en.day)} ${en.month} ${en.year}, ${en.hour}:${en.minute}`,
    'zh-CN': `${zh.year}-${zh.month}-${zh.day} ${zh.hour}:${zh.minute}`,
  }
}
