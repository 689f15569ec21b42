import { addressIn } from './header-text.ts'
import { allParts, decodedText, first, type Headers, type MimePart, textOf } from './mime.ts'
import { type BounceKind, bounceKind, statusIn } from './status-codes.ts'

/** What a report says of one message. */
export interface DeliveryReport {
  /** `delayed`: the server still tries, so nothing is decided. */
  action: 'failed' | 'delayed' | 'delivered'
  kind: BounceKind | null
  /** Enhanced code; blank where none is told. */
  status: string
}

/** Reads RFC 3464 reports, and the letters servers write instead. Null for what is neither. Pure; never throws. */
export function deliveryReport(mail: MimePart): DeliveryReport | null {
  const parts = allParts(mail)
  const report = parts.find(({ type }) => /^message\/(global-)?delivery-status$/.test(type))
  if (report) return fromFields(decodedText(report), wordsOf(parts))
  return isFromServer(mail.headers) ? fromWords(mail, wordsOf(parts)) : null
}

/** Fields of RFC 3464 stand in blocks: the first of the message, each other of one recipient. */
function fromFields(text: string, words: string): DeliveryReport | null {
  const found = text
    .split(/\r?\n[ \t]*\r?\n/)
    .slice(0, 50)
    .map(fieldsOf)
    .filter((fields) => fields.has('action') || fields.has('status'))
  const reports = found.map((fields): DeliveryReport => {
    const said = fields.get('diagnostic-code') ?? ''
    const given = /^\s*([245]\.\d{1,3}\.\d{1,3})/.exec(fields.get('status') ?? '')?.[1] ?? ''
    // Relays copy 5.0.0 and keep what the server said beside it.
    const status = given === '' || /\.0\.0$/.test(given) ? statusIn(said) || given : given
    const action = actionOf(fields.get('action') ?? '', status)
    return action === 'failed'
      ? { action, status, kind: bounceKind(status, said === '' ? words : said) }
      : { action, status, kind: null }
  })
  return reports.find(({ action }) => action === 'failed') ?? reports[0] ?? null
}

function actionOf(given: string, status: string): DeliveryReport['action'] {
  const word = given.trim().toLowerCase()
  if (word.startsWith('delayed')) return 'delayed'
  if (/^(delivered|relayed|expanded)/.test(word)) return 'delivered'
  if (word.startsWith('failed')) return 'failed'
  return status.startsWith('2') ? 'delivered' : status.startsWith('4') ? 'delayed' : 'failed'
}

function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0 && colon < 60)
      fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return fields
}

const serverNames = /^(mailer-daemon|postmaster|mail-?daemon|mdaemon|bounces?|mail-?system|post_?office)@/i
const bounceSubjects =
  /undeliver|delivery (status|failure|has failed|failed)|failure notice|returned (mail|to sender)|mail (delivery )?(system|failed|failure)|could not be delivered|non remis|退信|投递失败|发送失败|无法(投递|送达)|邮件被退回/i

/** Whether a mail server wrote it, not a person: it has no sender to answer to, or names itself as one. */
export function isFromServer(headers: Headers): boolean {
  const path = first(headers, 'return-path')
  if (path !== undefined && /^<?>?$/.test(path.trim())) return true
  if (headers.has('x-failed-recipients')) return true
  return (
    serverNames.test(addressIn(textOf(headers, 'from'))) || bounceSubjects.test(textOf(headers, 'subject'))
  )
}

const stillTrying =
  /will (be retried|continue (trying|to try)|keep trying)|still (being )?(trying|retried)|warning message only|no action is required|(延迟|尚未)(投递|送达)|(仍|将)(在|会)?(继续)?(尝试|重试)/i
const letters =
  /qmail-send program|unable to deliver (your|this) message|could(n.t| not) be delivered|did not reach|delivery (has )?failed|delivery to the following|permanent(ly)? (error|failure|fatal)|message was (not accepted|rejected|undeliverable)|returned to sender|remote server returned|giving up on|退信|投递失败|发送失败|无法(投递|送达)|被(对方|收件人).{0,12}(拒绝|退回|拒收)/i

/** qmail, Exchange, older Exim, and the letters of Chinese providers: a person's words, with a server's somewhere within. */
function fromWords(mail: MimePart, words: string): DeliveryReport | null {
  const subject = textOf(mail.headers, 'subject')
  const isBounce =
    letters.test(words) || bounceSubjects.test(subject) || mail.headers.has('x-failed-recipients')
  if (!isBounce) return null
  const status = statusIn(words)
  if (stillTrying.test(words) && !status.startsWith('5')) return { action: 'delayed', status, kind: null }
  return { action: 'failed', status, kind: bounceKind(status, words) }
}

/** What the letter says, without the message it sends back: our own words must not be read as the server's. */
function wordsOf(parts: readonly MimePart[]): string {
  const text =
    parts.find(({ type }) => type === 'text/plain') ?? parts.find(({ type }) => type === 'text/html')
  if (!text) return ''
  const words = decodedText(text)
    .slice(0, 20_000)
    .replace(/<[^<>]{0,2000}>/g, (tag) => (tag.includes('@') ? tag : ' '))
  const copy =
    /\n[ \t>]*-{2,}[^\n]{0,40}(below this line|original message|copy of the message|message header|原始邮件|原邮件)/i.exec(
      words,
    )
  return copy ? words.slice(0, copy.index) : words
}
