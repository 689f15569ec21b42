import type { Localized } from '../../kit/api-shapes.ts'
import type { ReasonParams } from '../ports.ts'

const says =
  (en: string, zh: string) =>
  (params: ReasonParams): Localized => ({
    en: params.reply ? `${en} (${params.reply})` : en,
    'zh-CN': params.reply ? `${zh}（${params.reply}）` : zh,
  })

/** Why a WeChat message was not sent; the number is the platform's own code. */
export const wechatReasons = {
  wechat_sign_in: says(
    'WeChat does not let this account send: account, secret, allowed addresses or permission',
    '微信拒绝该账号发送，请检查 AppID、AppSecret、IP 白名单与接口权限',
  ),
  wechat_busy: says('WeChat asked to try later', '微信要求稍后重试'),
  wechat_quota: says('The quota of the day is used up; it goes on tomorrow', '当日调用额度已用完，次日继续'),
  wechat_not_following: says(
    'The customer does not follow the account, or refuses such messages',
    '客户未关注公众号或已拒收此类消息',
  ),
  wechat_window: says(
    'The customer last wrote more than 48 hours ago, or got all answers allowed since',
    '距客户上次互动已超过 48 小时，或已达到可回复条数',
  ),
  wechat_recipient: says(
    'WeChat does not know this OpenID for the account',
    '微信不识别该 OpenID，或不属于本公众号',
  ),
  wechat_content: says('WeChat does not take the form or its values', '微信不接受该模板或其内容'),
  wechat_refused: says('WeChat refused the message', '微信拒收该消息'),
  wechat_unreadable: says(
    'WeChat answered in a way we do not know; it is not sent again',
    '微信的答复无法识别，无法判断是否受理；不会重发',
  ),
}
