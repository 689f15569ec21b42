import { encodeWords, foldLines } from 'nodemailer/lib/mime-funcs'

export interface MimeMail {
  from: { name: string; address: string }
  to: string
  subject: string
  /** Without angle brackets. */
  messageId: string
  date: Date
  headers: readonly (readonly [name: string, value: string])[]
  text: string
  html: string
}

const crlf = '\r\n'

/**
 * A message of two alternative parts, ready for DATA. Written out here because nodemailer's composer takes 1 ms of CPU
 * for a 20 kB message and this 0.1 ms; at a thousand messages a second that is the whole machine. The parts are base64,
 * which carries Chinese and any line length unharmed.
 */
export function composeMime(mail: MimeMail): Buffer {
  const boundary = `=_${mail.messageId.replace(/[^a-zA-Z0-9]/g, '').slice(0, 40)}`
  const head = [
    header('From', mailbox(mail.from)),
    header('To', oneLine(mail.to)),
    header('Subject', encoded(mail.subject)),
    header('Message-ID', `<${oneLine(mail.messageId)}>`),
    header('Date', mail.date.toUTCString().replace('GMT', '+0000')),
    ...mail.headers.map(([name, value]) => header(name, oneLine(value))),
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
  ]
  const body = [
    '',
    ...part(boundary, 'text/plain', mail.text),
    ...part(boundary, 'text/html', mail.html),
    `--${boundary}--`,
    '',
  ]
  // What follows the header is base64 and our own words: a byte a character, which is written several times faster.
  const first = Buffer.from(head.join(crlf), 'utf8')
  const rest = body.join(crlf)
  const message = Buffer.allocUnsafe(first.length + crlf.length + rest.length)
  first.copy(message)
  message.write(crlf + rest, first.length, 'latin1')
  return message
}

/** Splits `Name <address>`. @returns null when there is no address in it */
export function parseMailbox(text: string): { name: string; address: string } | null {
  const match = /^\s*(?:"?([^"<>\r\n]*?)"?\s*<)?([^\s<>@]+@[^\s<>@]+?)>?\s*$/.exec(text)
  return match?.[2] ? { name: (match[1] ?? '').trim(), address: match[2] } : null
}

function part(boundary: string, type: string, text: string): string[] {
  return [
    `--${boundary}`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    wrapped(Buffer.from(text, 'utf8').toString('base64')),
  ]
}

function wrapped(base64: string): string {
  const lines: string[] = []
  for (let at = 0; at < base64.length; at += 76) lines.push(base64.slice(at, at + 76))
  return lines.join(crlf)
}

function header(name: string, value: string): string {
  // The name comes from our own code; a value never brings a line of its own.
  return foldLines(`${name}: ${value}`, 76)
}

function mailbox(from: { name: string; address: string }): string {
  const name = oneLine(from.name)
  if (name === '') return oneLine(from.address)
  const shown = plainAscii(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : encoded(name)
  return `${shown} <${oneLine(from.address)}>`
}

function encoded(text: string): string {
  const line = oneLine(text)
  return plainAscii(line) && !line.includes('=?') ? line : encodeWords(line, 'B', 52, true)
}

function plainAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

/** Control characters and line ends become a space: whatever a name or subject brings, it stays in its header. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  return text.replace(/[\x00-\x1f\x7f\u0085\u2028\u2029]+/g, ' ').trim()
}
