import type { FastifyInstance } from 'fastify'
import type { Config } from '../kit/config.ts'
import { serverErrors } from './errors.ts'

/**
 * Listens where the settings say.
 * @returns the address a person on this machine opens, with the port in use
 * @throws server.portInUse, server.portNotAllowed, server.hostUnknown
 */
export async function listen(app: FastifyInstance, config: Pick<Config, 'host' | 'port'>): Promise<string> {
  const { host, port } = config
  try {
    await app.listen({ host, port })
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'EADDRINUSE':
        throw serverErrors.portInUse({ host, port }, error)
      case 'EACCES':
        throw serverErrors.portNotAllowed({ port }, error)
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        throw serverErrors.hostUnknown({ host }, error)
    }
    throw error
  }
  const bound = app.server.address()
  const shownHost =
    host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${shownHost}:${typeof bound === 'object' && bound ? bound.port : port}`
}

/** Lets answers under way finish, then cuts what is left: a hanging download must not keep the program alive. */
export async function closeServer(app: FastifyInstance, patienceMs = 5_000): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), patienceMs)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
}
