import type { Localized } from '../../kit/api-shapes.ts'
import type { ReasonParams } from '../ports.ts'

const says =
  (en: string, zh: string) =>
  (params: ReasonParams): Localized => ({
    en: params.reply ? `${en} (${params.reply})` : en,
    'zh-CN': params.reply ? `${zh}（${params.reply}）` : zh,
  })

/** Why a message an adviser is to confirm is not sent (yet); the number is WeCom's own code. */
export const wecomReasons = {
  waits_for_adviser: says(
    'Handed to the adviser, who has not confirmed it yet',
    '已交给导购，等待导购确认发送',
  ),
  not_confirmed: (params: ReasonParams): Localized => ({
    en: `No adviser confirmed it within ${params.days ?? 'the'} days; it was taken back`,
    'zh-CN': `${params.days ? `${params.days} 天内` : '限期内'}没有导购确认发送，已撤回`,
  }),
  wecom_sign_in: says(
    'WeCom does not let this application send: company, secret, trusted addresses or permission',
    '企业微信拒绝该应用发送，请检查企业 ID、Secret、可信 IP 与“客户联系”权限',
  ),
  wecom_busy: says('WeCom asked to try later', '企业微信要求稍后重试'),
  wecom_not_friend: says(
    'The customer is no contact of any adviser any more, or the application may not see the adviser',
    '客户已不是任何导购的好友，或导购不在应用可见范围内',
  ),
  wecom_quota: says(
    'The customer has had as many such messages as the company allows',
    '客户收到的群发消息已达企业设定的上限',
  ),
  wecom_recipient: says('WeCom does not know this customer', '企业微信不识别该客户'),
  wecom_content: says('WeCom does not take the text or the card', '企业微信不接受消息内容或链接卡片'),
  wecom_too_long: says(
    'The text or the card is longer than WeCom takes',
    '消息或链接卡片超过企业微信的长度限制',
  ),
  wecom_refused: says('WeCom refused the message', '企业微信拒收该消息'),
  wecom_unreadable: says('WeCom answered in a way we do not know', '企业微信的答复无法识别'),
}
