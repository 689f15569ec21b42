import type { Brand } from '../../../kit/brand.ts'
import type { EmailSource } from '../../ports.ts'
import { accessibilityFindings } from './accessibility.ts'
import type { CheckedMail, Finding } from './finding.ts'
import { readHtml } from './read-html.ts'
import { spamFindings } from './spam.ts'

const mostOfOneKind = 5

/**
 * Reads a mail and says what is wrong with it: filters, readers and the law. Pure; each rule is written down in
 * docs/guides/content.md.
 */
export function checkMail(mail: Omit<CheckedMail, 'read'>, brand: Brand): Finding[] {
  const checked = { ...mail, read: readHtml(mail.html) }
  const all = [
    ...spamFindings(checked),
    ...addressFindings(checked, brand),
    ...accessibilityFindings(checked),
  ]
  const told = new Map<string, number>()
  return all.filter(({ message }) => {
    // The same fault in each of forty cells is told a few times, not forty.
    const kind = message.en.replace(/“[^”]*”|#[0-9a-f]{6}|[\d.]+/g, '')
    const count = (told.get(kind) ?? 0) + 1
    told.set(kind, count)
    return count <= mostOfOneKind
  })
}

function addressFindings({ language, read }: CheckedMail, { address }: Brand): Finding[] {
  const first = (address[language] || address['zh-CN'] || address.en).split('\n')[0]?.trim() ?? ''
  const whole = read.words.map(({ text }) => text).join(' ')
  if (first !== '' && whole.includes(first)) return []
  return [
    {
      severity: 'warning',
      area: 'spam',
      message: {
        en: 'There is no postal address of the sender; marketing mail must carry one in many countries. Enter it under Settings, Brand, and keep {{ brand.footer }} in the layout.',
        'zh-CN':
          '缺少发件人的邮寄地址，许多国家要求营销邮件注明。请在“设置 → 品牌”中填写，并在版式中保留 {{ brand.footer }}。',
      },
    },
  ]
}

/** Line of the layout a finding is about, from 1; null where it cannot be told. */
export function lineOf(source: Pick<EmailSource, 'mjml'>, near: string | undefined): number | null {
  if (!near) return null
  const at = source.mjml.toLowerCase().indexOf(near.toLowerCase())
  return at === -1 ? null : source.mjml.slice(0, at).split('\n').length
}
