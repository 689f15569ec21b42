import { allParts, decodedText, type MimePart } from './mime.ts'

/** Where a mail program begins what it quotes, or a signature begins. */
const quoteBegins = [
  /^-{2,}\s*(original message|forwarded message|原始邮件|原邮件|转发邮件|回复的原邮件|邮件原件)/i,
  /^on\b.{5,300}\bwrote:\s*$/i,
  /^(在|于)?\s*\d{2,4}\s*[-年/.].{3,200}(写道|寫道|来信)\s*[:：]\s*$/,
  /^(from|发件人|寄件者|發件人)\s*[:：]\s*\S/i,
  /^_{10,}\s*$/,
  /^--\s?$/,
  /^(发自我的|發自我的|sent from my|从我的|来自我的)/i,
  /^>{0,1}\s*<?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?\s*(于|在).{3,80}(写道|寫道)\s*[:：]/,
]

/** What somebody wrote themselves, without what their program quoted, at most `most` characters. Never throws. */
export function newWords(mail: MimePart, most = 20_000): string {
  const parts = allParts(mail).filter(
    ({ headers }) => !/^\s*attachment/i.test(headers.get('content-disposition')?.[0] ?? ''),
  )
  const plain = parts.find(({ type }) => type === 'text/plain')
  const html = parts.find(({ type }) => type === 'text/html')
  const text = plain ? decodedText(plain) : html ? htmlText(decodedText(html)) : ''
  return withoutQuotes(text).slice(0, most)
}

export function withoutQuotes(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').slice(0, 200_000).split('\n')
  const begins = lines.findIndex(
    (line) => line.length < 500 && quoteBegins.some((mark) => mark.test(line.trim())),
  )
  const own = (begins === -1 ? lines : lines.slice(0, begins)).filter((line) => !line.startsWith('>'))
  const words = own
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  // Who writes below the quotation has said it all the same.
  if (words !== '' || begins === -1) return words
  return lines
    .slice(begins + 1)
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim()
}

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
  apos: "'",
}

/** The words of a page, without what is quoted in it. */
function htmlText(html: string): string {
  const page = html.slice(0, 200_000)
  const quoted = page.search(/<blockquote\b/i)
  return withoutElements(quoted === -1 ? page : page.slice(0, quoted))
    .replace(/<br\s{0,5}\/?>|<\/(p|div|tr|li|h\d)\s{0,5}>/gi, '\n')
    .replace(/<[^<>]{0,2000}>/g, '')
    .replace(/&(#?\w{1,8});/g, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
}

/** Without what is no text. One pass: a page of a thousand openings without an end costs no more than another. */
function withoutElements(html: string): string {
  const kept: string[] = []
  const lower = html.toLowerCase()
  let at = 0
  for (const open of html.matchAll(/<(style|script|head|title)\b/gi)) {
    if (open.index < at) continue
    kept.push(html.slice(at, open.index))
    const close = lower.indexOf(`</${open[1]?.toLowerCase()}`, open.index)
    if (close === -1) return kept.join('')
    at = close
  }
  kept.push(html.slice(at))
  return kept.join('')
}
