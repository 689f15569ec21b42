/** Push services of the browsers: Chrome, Firefox, Safari, Edge. What begins with a dot stands for all below it. */
const known = ['fcm.googleapis.com', '.push.services.mozilla.com', '.push.apple.com', '.notify.windows.com']
/** One of each that answers whoever asks. */
const asked = [
  ...['fcm.googleapis.com', 'updates.push.services.mozilla.com', 'web.push.apple.com'],
  'wns2-par02p.notify.windows.com',
]

/**
 * Whether a subscription may be posted to. Anybody who knows a write key can tell us a subscription, so its address is
 * not trusted: only services of browsers are asked, and whom the workspace names besides.
 * @param others hosts, with their port where it is another than usual
 */
export function isPushService(endpoint: string, others: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false
  const { host, hostname, port } = new URL(endpoint)
  if (others.includes(host) || others.includes(hostname)) return true
  return (
    port === '' &&
    known.some((service) => (service.startsWith('.') ? hostname.endsWith(service) : hostname === service))
  )
}

/** Hosts as they were typed, one a line. */
export function servicesOf(lines: string): string[] {
  return lines
    .split(/[\s,]+/)
    .map((host) => host.toLowerCase())
    .filter((host) => host !== '')
}

/** Addresses by which it is found out whether any service can be reached from here; those that were typed first. */
export function addressesToAsk(others: readonly string[]): string[] {
  const own = others.filter((host) => !host.startsWith('.'))
  const scheme = (host: string) => (/^(127\.0\.0\.1|localhost)(:|$)/.test(host) ? 'http' : 'https')
  return [...own, ...asked].map((host) => `${scheme(host)}://${host}/`)
}
