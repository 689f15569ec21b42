import type { CheckedMail, Finding } from './finding.ts'
import { shorteners, spamWords } from './spam-words.ts'

const leastWords = 40
const wordsPerLink = 25
const shoutedLetters = 8

/** What makes filters put a message away, and what the law asks of marketing. */
export function spamFindings(mail: CheckedMail): Finding[] {
  const { subject, text, read, language } = mail
  const found: Finding[] = []
  const warn = (en: string, zh: string, near?: string) =>
    found.push({ severity: 'warning', area: 'spam', message: { en, 'zh-CN': zh }, ...(near ? { near } : {}) })
  const letters = subject.replace(/[^A-Za-z]/g, '')
  if (letters.length >= shoutedLetters && letters.replace(/[^A-Z]/g, '').length > letters.length * 0.6)
    warn('The subject is in capitals. Write it as a sentence.', '主题大写字母过多，请改为正常书写。')
  if (/[!！]{2}|[!！][^!！]*[!！]/.test(subject))
    warn('The subject has several exclamation marks. One is enough.', '主题有多个感叹号，最多保留一个。')
  const seen = read.words.filter(({ style }) => !style.isHidden)
  const whole = seen.map((each) => each.text).join(' ')
  for (const word of spamWords[language].filter((each) => contains(`${subject}\n${whole}`, each)))
    warn(
      `“${word}” is weighed against mails by filters. Say it otherwise.`,
      `“${word}”容易被判为垃圾邮件或违反广告法，请换一种说法。`,
      word,
    )
  const pictures = read.elements.filter(({ tag }) => tag === 'img').length
  if (pictures > 0 && [...whole].length < leastWords)
    warn(
      'The message is almost only pictures. Say in words what they say: many readers and all filters see none.',
      '邮件几乎只有图片。请用文字写出要点：许多读者和所有过滤器都看不到图片。',
    )
  if (read.links.length > 2 && [...whole].length < read.links.length * wordsPerLink)
    warn(
      `There are ${read.links.length} links for few words. Keep those that matter.`,
      `文字很少却有 ${read.links.length} 个链接，请只保留重要的。`,
    )
  if (text.trim() === '') warn('The plain-text part is empty.', '纯文本部分为空。')
  return [...found, ...linkFindings(mail)]
}

function contains(text: string, word: string): boolean {
  const where = text.toLowerCase().indexOf(word)
  if (where === -1 || !/^[a-z]/.test(word)) return where !== -1
  return new RegExp(`\\b${word.replace(/[^a-z0-9 -]/g, '\\$&')}(?!\\w)`, 'i').test(text)
}

const domain = /(?:^|\s)(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/\s]|$)/i

function linkFindings({ read }: CheckedMail): Finding[] {
  return read.links.flatMap(({ href, text }): Finding[] => {
    if (!URL.canParse(href) || !/^https?:$/.test(new URL(href).protocol)) return []
    const { hostname } = new URL(href)
    const named = domain.exec(text)?.[1]?.toLowerCase()
    if (named && !hostname.endsWith(named.replace(/^www\./, '')))
      return [
        {
          severity: 'error',
          area: 'spam',
          near: named,
          message: {
            en: `A link reads “${named}” and leads to ${hostname}. That is how fraud looks; name what it leads to.`,
            'zh-CN': `链接显示为“${named}”，实际指向 ${hostname}，与诈骗邮件的做法相同。请写明真实去向。`,
          },
        },
      ]
    // An installation that is tried out is its own shop.
    const isOwn = hostname.startsWith('127.') || hostname === '[::1]'
    const isBare = /^\d+(\.\d+){3}$/.test(hostname) || hostname.startsWith('[')
    if (!shorteners.includes(hostname) && (isOwn || !isBare)) return []
    return [
      {
        severity: 'warning',
        area: 'spam',
        near: hostname,
        message: {
          en: `The link to ${hostname} hides where it leads. Use the address of the page itself.`,
          'zh-CN': `指向 ${hostname} 的链接隐藏了真实去向，请直接使用网页地址。`,
        },
      },
    ]
  })
}
