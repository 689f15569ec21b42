import { interactionErrors } from '../../errors.ts'

/**
 * smtp://user:password@host:port as settings of the channel; smtps:// for TLS from the start. A password is not sent in
 * clear over a network: with one, the server must offer TLS, unless ?tls=optional says otherwise; ?tls=required asks for
 * it without one.
 * @throws interaction.smtpUrl
 */
export function smtpAddress(text: string) {
  if (!URL.canParse(text)) throw interactionErrors.smtpUrl({ problem: 'it is not an address' })
  const url = new URL(text)
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    throw interactionErrors.smtpUrl({ problem: `${url.protocol}// is not smtp:// or smtps://` })
  if (url.hostname === '') throw interactionErrors.smtpUrl({ problem: 'the host is missing' })
  const secure = url.protocol === 'smtps:'
  const tls = url.searchParams.get('tls')
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const required = tls === 'required' || (url.username !== '' && !local && tls !== 'optional')
  return {
    host: url.hostname,
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    security: secure ? ('tls' as const) : required ? ('required' as const) : ('offered' as const),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  }
}
