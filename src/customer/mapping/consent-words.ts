/** Words that files use for yes and no, lower case. */
const words = {
  yes: [
    ...['yes', 'y', 'true', 't', '1', 'on', 'given', 'granted', 'agree', 'agreed', 'accepted', 'consented'],
    ...['opt-in', 'optin', 'opted in', 'opt in', 'subscribed', 'subscribe', 'confirmed', 'allowed'],
    ...[
      '同意',
      '已同意',
      '是',
      '有',
      '已订阅',
      '订阅',
      '允许',
      '接受',
      '已授权',
      '授权',
      '愿意',
      '开启',
      '已开启',
    ],
    ...['已訂閱', '訂閱', '允許', '已授權', '開啟', '√', '✓'],
  ],
  no: [
    ...[
      'no',
      'n',
      'false',
      'f',
      '0',
      'off',
      'withdrawn',
      'revoked',
      'denied',
      'refused',
      'disagree',
      'rejected',
    ],
    ...['opt-out', 'optout', 'opted out', 'opt out', 'unsubscribed', 'unsubscribe', 'cleaned'],
    ...[
      '拒绝',
      '不同意',
      '未同意',
      '否',
      '无',
      '退订',
      '已退订',
      '未订阅',
      '取消订阅',
      '已取消',
      '不接受',
      '拒收',
    ],
    ...[
      '已撤回',
      '撤回',
      '未授权',
      '取消授权',
      '不愿意',
      '关闭',
      '已关闭',
      '拒絕',
      '退訂',
      '已退訂',
      '未訂閱',
      '關閉',
      '×',
    ],
  ],
} as const

const answers = new Map<string, 'yes' | 'no'>([
  ...words.yes.map((word) => [word, 'yes'] as const),
  ...words.no.map((word) => [word, 'no'] as const),
])

/** What stands in files where nothing is known: neither a yes nor a no. */
const silence: ReadonlySet<string> = new Set([
  '',
  '-',
  '—',
  '/',
  'n/a',
  'na',
  'null',
  'none',
  'unknown',
  '未知',
  '不详',
])

/** @returns yes or no, `silent` where nothing is said, null for a word that is not known */
export function answerOf(text: string): 'yes' | 'no' | 'silent' | null {
  const word = text.normalize('NFKC').trim().toLowerCase()
  return silence.has(word) ? 'silent' : (answers.get(word) ?? null)
}
