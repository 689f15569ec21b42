/** What a request tells about who made it; header names in lower case. */
export interface Visit {
  method: string
  headers: Readonly<Record<string, string>>
  /** Since the mail server confirmed the message; null while it has not, or where the workspace's clock runs apart. */
  msSinceSent: number | null
  /** Other links of the same message followed within the last two seconds. */
  otherLinksJustNow: number
}

/** Faster than a person can find, open and read a message. */
const tooFastMs = 2_000

const machines = [
  /bot\b|crawl|spider|slurp|scan|preview|prefetch|fetcher|monitor|check(er)?\b/i,
  /^(curl|wget|python|go-http|java|okhttp|axios|node|libwww|apache-httpclient|php|ruby)\b/i,
  /barracuda|proofpoint|mimecast|symantec|messagelabs|forcepoint|sophos|trend ?micro|fireeye|safelinks|urldefense/i,
  /microsoft office|ms-office|skypeuripreview|bingpreview|facebookexternalhit|slackbot|whatsapp|telegrambot/i,
  /headlesschrome|phantomjs|puppeteer|playwright/i,
]

/**
 * Whether a machine, not the recipient, opened or clicked. Gateways follow every link of every message before it is
 * read; counted as people they make click rates of over 100 %.
 */
export function isMachine(visit: Visit): boolean {
  if (visit.method === 'HEAD') return true
  const agent = visit.headers['user-agent'] ?? ''
  // The bare word is what Apple's prefetching of all pictures sends.
  if (agent === '' || agent === 'Mozilla/5.0') return true
  if (machines.some((pattern) => pattern.test(agent))) return true
  const purpose = `${visit.headers.purpose ?? ''} ${visit.headers['sec-purpose'] ?? ''} ${visit.headers['x-moz'] ?? ''}`
  if (/prefetch|preview|prerender/i.test(purpose)) return true
  if (visit.msSinceSent !== null && visit.msSinceSent < tooFastMs) return true
  return visit.otherLinksJustNow >= 2
}
