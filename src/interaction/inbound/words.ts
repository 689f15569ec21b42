import type { Localized } from '../../kit/api-shapes.ts'

const kinds: Record<'hard' | 'soft' | 'content' | 'policy', Localized> = {
  hard: { en: 'Bounced: the address does not exist', 'zh-CN': '退信：地址不存在或已停用' },
  soft: {
    en: 'Bounced for now: mailbox full or server not available',
    'zh-CN': '暂时退信：邮箱已满或对方服务器暂不可用',
  },
  content: { en: 'Bounced: the message itself was refused', 'zh-CN': '退信：内容或大小被拒' },
  policy: { en: 'Bounced: refused by the receiver’s rules', 'zh-CN': '退信：被对方的策略拒收' },
}
const expired: Localized = { en: 'Not delivered in time', 'zh-CN': '超过有效期，未送达' }
const delivered: Localized = { en: 'Delivered', 'zh-CN': '已送达' }
const bounced: Localized = { en: 'Bounced', 'zh-CN': '退信' }

export interface ReceiptShown {
  status: 'delivered' | 'bounced' | 'expired'
  kind: 'hard' | 'soft' | 'content' | 'policy' | null
  code: string
}

/** What became of a message after it was handed over, in both languages, with the code for who has to look it up. */
export function receiptInWords({ status, kind, code }: ReceiptShown): Localized {
  const words =
    status === 'delivered' ? delivered : status === 'expired' ? expired : kind ? kinds[kind] : bounced
  if (code === '') return words
  return { en: `${words.en} (${code})`, 'zh-CN': `${words['zh-CN']}（${code}）` }
}
