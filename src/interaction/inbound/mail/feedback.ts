import { addressIn } from './header-text.ts'
import { allParts, decodedText, first, type MimePart } from './mime.ts'

/** A report of RFC 5965. */
export interface FeedbackReport {
  /** Somebody called it spam or wants no more. `not-spam` and reports about signatures are no complaints. */
  isComplaint: boolean
  /** Where tokens of ours may stand: addresses and links of the message complained about. */
  traces: string[]
}

const complaints = new Set(['abuse', 'fraud', 'virus', 'opt-out', 'opt-out-list', 'other'])

/** Null for what is no feedback report. Pure; never throws. */
export function feedbackReport(mail: MimePart): FeedbackReport | null {
  const parts = allParts(mail)
  const report = parts.find(({ type }) => type === 'message/feedback-report')
  if (!report) return null
  const fields = decodedText(report).slice(0, 20_000)
  const kind = /^feedback-type:[ \t]*([\w-]{1,40})/im.exec(fields)?.[1]?.toLowerCase() ?? ''
  const told = [...fields.matchAll(/^original-mail-from:[ \t]*(.{1,400})$/gim)].map((match) => match[1] ?? '')
  const original = parts[parts.indexOf(report) + 1]
  const heads = parts.filter((part) => part !== mail && part.headers.has('list-unsubscribe'))
  const returned = [...(original ? [original, ...original.parts] : []), ...heads]
  return {
    isComplaint: complaints.has(kind),
    traces: [...new Set([...told.map(addressIn), ...returned.flatMap(tracesIn)])].filter(
      (trace) => trace !== '',
    ),
  }
}

function tracesIn({ headers }: MimePart): string[] {
  return [addressIn(first(headers, 'return-path') ?? ''), ...(headers.get('list-unsubscribe') ?? [])]
}
