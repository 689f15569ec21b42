/**
 * Words filters of large mail services and Chinese carriers weigh against a message, and rules of advertising forbid
 * outright: PRC Advertising Law art. 9 (superlatives), CAN-SPAM guidance of the FTC (misleading subjects). Found in the
 * subject and in what is read; more of one's trade belong into its own list.
 */
export const spamWords: Readonly<Record<'zh-CN' | 'en', readonly string[]>> = {
  'zh-CN': [
    '刷单',
    '返利',
    '日赚',
    '月入过万',
    '躺赚',
    '稳赚不赔',
    '无抵押贷款',
    '代开发票',
    '代办信用卡',
    '中奖',
    '免费领取现金',
    '点击领取红包',
    '加微信领',
    '最低价',
    '全网第一',
    '国家级',
    '史上最强',
    '绝对有效',
    '100%有效',
    '最后一天最后机会',
  ],
  en: [
    'act now',
    'risk-free',
    'risk free',
    'winner',
    'you have won',
    'claim your prize',
    'free money',
    'cash bonus',
    'double your income',
    'earn extra cash',
    'work from home',
    'no credit check',
    'guaranteed income',
    '100% free',
    'miracle',
    'weight loss',
    'viagra',
    'urgent response',
    'once in a lifetime',
    'this is not spam',
  ],
}

/** Hosts that hide where a link leads. */
export const shorteners: readonly string[] = [
  't.cn',
  'dwz.cn',
  'url.cn',
  'suo.im',
  'bit.ly',
  't.co',
  'goo.gl',
  'tinyurl.com',
  'ow.ly',
  'is.gd',
]
