import type { Localized } from '../../kit/api-shapes.ts'
import type { ReasonParams } from '../ports.ts'
import { pushReasons } from './push-reasons.ts'
import { wechatReasons } from './wechat-reasons.ts'
import { wecomReasons } from './wecom-reasons.ts'

type Words = (params: ReasonParams) => Localized

const reply = (p: ReasonParams) => (p.reply ? ` (${p.reply}${p.status ? ` ${p.status}` : ''})` : '')
const replyZh = (p: ReasonParams) => (p.reply ? `（${p.reply}${p.status ? ` ${p.status}` : ''}）` : '')
const fixed =
  (en: string, zh: string): Words =>
  () => ({ en, 'zh-CN': zh })

/** What an address lacks. */
const lacks: Readonly<Record<string, Localized>> = {
  place: { en: 'the town or the post code', 'zh-CN': '城市或邮政编码' },
  street: { en: 'the street', 'zh-CN': '街道或小区' },
  number: { en: 'the house number', 'zh-CN': '门牌号' },
}

const noConsent: Localized = {
  en: 'No consent to marketing is on record, and the policy asks for one',
  'zh-CN': '没有营销同意记录，而同意策略要求事先同意',
}
/** By what is on record of the purpose on this channel. */
const consentWords: ReadonlyMap<string, Localized> = new Map(
  Object.entries({
    withdrawn: { en: 'The customer has withdrawn consent to marketing', 'zh-CN': '客户已撤回营销同意' },
    expired: { en: 'The consent to marketing has expired', 'zh-CN': '营销同意已过期' },
    pending: { en: 'The consent to marketing is not confirmed yet', 'zh-CN': '营销同意尚待客户确认' },
  }),
)

/** Why a message was not sent, failed, or is unknown: the one list that pages, lists and touches name. */
const reasons = {
  campaign_stopped: fixed('The campaign was stopped before this was sent', '活动已停止，未发送'),
  campaign_not_live: fixed('The campaign was not live at the time of sending', '发送时活动不在进行中'),
  not_allowed: fixed('Nothing allowed this message when it was due', '到期时未获准发送'),
  control_group: fixed('Belongs to the control group', '属于对照组'),
  same_person: fixed(
    'The customer has this message already: two records turned out to be one person',
    '该客户已收到此消息：两条记录已合并为同一人',
  ),
  no_address: fixed('No address is known for this channel', '没有此渠道可用的地址'),
  address_unusable: fixed('The address cannot be used', '地址无法使用'),
  address_incomplete: (p) => ({
    en: `The postal address lacks ${lacks[String(p.lack)]?.en ?? 'a part'}`,
    'zh-CN': `邮寄地址缺少${lacks[String(p.lack)]?.['zh-CN'] ?? '必要内容'}`,
  }),
  address_too_long: fixed('The address does not fit into the window', '地址过长，超出信封开窗'),
  same_household: fixed('Somebody else of the same home gets this letter', '同一家庭的其他成员会收到此信'),
  sign_not_in_font: fixed(
    'Name, address or text has a character that the printed font lacks',
    '姓名、地址或正文中有打印字体不支持的字符',
  ),
  letter_too_long: fixed('The letter does not fit on one page', '信函超过一页'),
  do_not_send: fixed('The address is on the do-not-send list', '地址在禁发名单中'),
  consent: (p) => consentWords.get(String(p.state)) ?? noConsent,
  confirmation_over: fixed(
    'The request to confirm was answered or had run out before this was sent',
    '发送前，确认请求已得到答复或已过期',
  ),
  follow_up_over: fixed(
    'The case was opened again, or the survey closed, before this was sent',
    '发送前，工单已重新打开或调查已结束',
  ),
  service_refused: fixed(
    'The customer refused service messages on this channel',
    '客户已拒收此渠道的服务通知',
  ),
  no_profiling: fixed(
    'Does not want to be selected by personal characteristics',
    '客户已关闭个性化推荐（拒绝自动化决策）',
  ),
  open_complaint: fixed('The customer has an open complaint', '客户有未关闭的投诉'),
  contact_cap: (p) => ({
    en: p.contacts
      ? `Already had ${p.contacts} messages within ${p.days} days`
      : 'Had enough messages lately',
    'zh-CN': p.contacts ? `${p.days} 天内已触达 ${p.contacts} 次，达到频次上限` : '达到频次上限',
  }),
  quiet_hours: fixed(
    'Waits until the quiet hours are over where the customer is',
    '等待客户当地免打扰时段结束',
  ),
  topic_refused: fixed('The customer does not want to hear of this topic', '客户不想接收该主题的信息'),
  paused: (p) => ({
    en: `The customer wants no marketing until ${p.until ?? 'a later day'}`,
    'zh-CN': `客户已暂停接收营销信息${p.until ? `，至 ${p.until}` : ''}`,
  }),
  own_pace: (p) => ({
    en: `The customer wants at most one marketing message within ${p.days ?? 'some'} days`,
    'zh-CN': `客户要求每 ${p.days ?? '若干'} 天最多收到一条营销信息`,
  }),
  budget: fixed('The budget is used up', '预算已用完'),
  message_missing: fixed('The creative of this message no longer exists', '该消息的创意已不存在'),
  content_error: fixed(
    'The message could not be written; preview the creative to see why',
    '内容生成失败，请预览创意查看原因',
  ),
  message_too_large: fixed('The message is larger than the mail server takes', '邮件超过服务器允许的大小'),
  sender_unusable: fixed('The sender of the workspace is not a mail address', '工作区的发件人不是有效邮箱'),
  address_refused: (p) => ({
    en: `The mail server does not take this address${reply(p)}`,
    'zh-CN': `邮件服务器拒收该地址${replyZh(p)}`,
  }),
  message_refused: (p) => ({
    en: `The mail server refused the message${reply(p)}`,
    'zh-CN': `邮件服务器拒收该邮件${replyZh(p)}`,
  }),
  refused_for_now: (p) => ({
    en: `The mail server asked to try later${reply(p)}`,
    'zh-CN': `邮件服务器要求稍后重试${replyZh(p)}`,
  }),
  mail_server_busy: (p) => ({
    en: `The mail server was closing its connections${reply(p)}`,
    'zh-CN': `邮件服务器正在关闭连接${replyZh(p)}`,
  }),
  mail_server_unreachable: fixed('The mail server could not be reached', '无法连接邮件服务器'),
  channel_not_open: fixed('The channel is not open yet', '渠道尚未打开'),
  provider_silent: fixed('The provider did not answer in time', '服务商未在限定时间内响应'),
  private_address: fixed(
    'The address leads into a private network that connections may not reach',
    '地址指向不允许访问的内部网络',
  ),
  plain_http: fixed(
    'The address is reached by http, which everybody on the way can read; only https is used',
    '地址使用 http，途中任何人都能读到；只使用 https 发送',
  ),
  sms_too_long: fixed('The SMS has more than ten parts', '短信超过 10 条，过长'),
  sms_refused: (p) => ({
    en: `The provider refused the SMS${reply(p)}`,
    'zh-CN': `服务商拒收该短信${replyZh(p)}`,
  }),
  number_refused: (p) => ({
    en: `The provider does not take this number${reply(p)}`,
    'zh-CN': `服务商不接受该号码${replyZh(p)}`,
  }),
  refused_for_now_sms: (p) => ({
    en: `The provider asked to try later${reply(p)}`,
    'zh-CN': `服务商要求稍后重试${replyZh(p)}`,
  }),
  sms_server_unreachable: fixed('The SMS provider could not be reached', '无法连接短信服务商'),
  sms_server_busy: fixed('The SMS provider takes no more connections for now', '短信服务商暂不接受更多连接'),
  sms_server_sign_in: fixed('The SMS provider refused our sign-in', '短信服务商拒绝登录'),
  connection_lost_after_sms: fixed(
    'The SMS was handed over and no answer came; it is not sent again',
    '短信已交出但没有收到答复；不会重发',
  ),
  sms_partly_sent: fixed(
    'Some parts of a long SMS were taken and a later one refused; it is not sent again',
    '长短信的前几条已受理、后面的被拒；不会重发',
  ),
  sms_answer_unreadable: fixed(
    'The SMS gateway answered in a way its connection does not describe; it is not sent again',
    '短信网关的答复与连接设置不符，无法判断是否受理；不会重发',
  ),
  sms_gateway_template: fixed(
    'The templates of the SMS connection cannot be filled in; correct them in Settings, Channels',
    '短信连接的请求模板无法生成，请在“设置 → 渠道”中修改',
  ),
  mail_server_sign_in: fixed('The mail server refused our sign-in', '邮件服务器拒绝登录'),
  connection_lost_after_data: fixed(
    'The connection broke after the message was handed over and before it was confirmed; it is not sent again',
    '邮件已交出，但在确认前连接中断；不会重发',
  ),
  provider_unreachable: fixed('The provider could not be reached', '无法连接服务商'),
  no_answer_after_request: fixed(
    'The request went out and no whole answer came; it is not sent again',
    '请求已发出，但没有收到完整答复；不会重发',
  ),
  message_too_large_http: fixed('The message is larger than the channel takes', '消息超过渠道允许的大小'),
  webhook_unsigned: fixed(
    'There is no signing secret yet; create one in Settings, Channels',
    '尚未创建签名密钥，请在“设置 → 渠道”中创建',
  ),
  webhook_gone: (p) => ({
    en: `The receiving system wants no more webhooks${reply(p)}; the channel was stopped`,
    'zh-CN': `接收系统不再接收消息${replyZh(p)}，渠道已停用`,
  }),
  webhook_shut_out: (p) => ({
    en: `The receiving system does not let us in${reply(p)}`,
    'zh-CN': `接收系统拒绝访问${replyZh(p)}`,
  }),
  webhook_later: (p) => ({
    en: `The receiving system asked to try later${reply(p)}`,
    'zh-CN': `接收系统要求稍后重试${replyZh(p)}`,
  }),
  webhook_redirects: (p) => ({
    en: `The address leads elsewhere${reply(p)}; webhooks do not follow`,
    'zh-CN': `地址发生跳转${replyZh(p)}，Webhook 不跟随跳转`,
  }),
  webhook_refused: (p) => ({
    en: `The receiving system refused the message${reply(p)}`,
    'zh-CN': `接收系统拒收该消息${replyZh(p)}`,
  }),
  ...pushReasons,
  ...wechatReasons,
  ...wecomReasons,
  worker_ended: fixed(
    'The program ended while this was being sent; whether it went out is not known, and it is not sent again',
    '发送过程中程序意外终止，无法确认是否已发出；不会重发',
  ),
} as const satisfies Record<string, Words>

/** In words, in both languages; null for no reason. A code from elsewhere is shown as it is, readable. */
export function reasonInWords(code: string | null, params: ReasonParams): Localized | null {
  if (code === null) return null
  const words = (reasons as Record<string, Words>)[code]
  if (words) return words(params)
  const plain = code.replaceAll('_', ' ')
  return { en: plain, 'zh-CN': plain }
}

export function reasonCodes(): string[] {
  return Object.keys(reasons)
}
