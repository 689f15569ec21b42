import type { Localized } from '../../kit/api-shapes.ts'
import type { ReasonParams } from '../ports.ts'

const says =
  (en: string, zh: string) =>
  (params: ReasonParams): Localized => ({
    en: params.reply ? `${en} (HTTP ${params.reply})` : en,
    'zh-CN': params.reply ? `${zh}（HTTP ${params.reply}）` : zh,
  })

/** Why a browser got no notification. */
export const pushReasons = {
  push_no_keys: says(
    'There is no key pair yet; save the connection once and it is made',
    '尚未生成密钥对，保存一次连接即可生成',
  ),
  push_gone: says(
    'The browser takes no more notifications; its subscription was forgotten',
    '该浏览器已不再接收推送，订阅已删除',
  ),
  push_other_keys: says(
    'The push service does not take our key for this browser: it subscribed under another one, and does so anew at its next visit',
    '推送服务不接受当前密钥：该浏览器是用另一个密钥订阅的，下次访问网站时会自动重新订阅',
  ),
  push_service: says(
    'The subscription belongs to a push service that is not allowed here',
    '订阅所属的推送服务不在允许范围内',
  ),
  push_too_large: says('The notification is larger than browsers take', '推送内容超过浏览器允许的大小'),
  push_busy: says('The push service asked to try later', '推送服务要求稍后重试'),
  push_refused: says('The push service refused the notification', '推送服务拒收该消息'),
  push_unsealed: says(
    'The subscription’s key cannot be used, so nothing could be encrypted for it',
    '订阅中的密钥无法使用，消息无法加密',
  ),
}
