import { isAutomatic } from './auto-reply.ts'
import { type DeliveryReport, deliveryReport, isFromServer } from './delivery-status.ts'
import { type FeedbackReport, feedbackReport } from './feedback.ts'
import { addressIn, decodeWords } from './header-text.ts'
import { first, parseMime, textOf } from './mime.ts'
import { newWords } from './new-words.ts'

/** What a mail to us is. */
export type ReadMail =
  | { is: 'report'; report: DeliveryReport }
  | { is: 'feedback'; feedback: FeedbackReport }
  /** Written by a machine, and about nothing we keep. */
  | { is: 'automatic' }
  | { is: 'words'; from: string; subject: string | null; text: string; messageId: string | null }

/** Reads a whole mail. Pure, in time that grows with its size; takes anything and never throws. */
export function readMail(raw: Buffer, nullSender: boolean): ReadMail {
  const mail = parseMime(raw)
  const feedback = feedbackReport(mail)
  if (feedback) return { is: 'feedback', feedback }
  const report = deliveryReport(mail)
  if (report) return { is: 'report', report }
  if (nullSender || isFromServer(mail.headers) || isAutomatic(mail.headers)) return { is: 'automatic' }
  const subject = oneLine(textOf(mail.headers, 'subject')).slice(0, 500)
  const messageId = /<([^<>\s]{1,400})>/.exec(first(mail.headers, 'message-id') ?? '')?.[1]
  return {
    is: 'words',
    from: addressIn(decodeWords(first(mail.headers, 'from') ?? '')),
    subject: subject === '' ? null : subject,
    text: newWords(mail),
    messageId: messageId ?? null,
  }
}

const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
