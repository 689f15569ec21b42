import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, type LookupFunction, type Socket, connect as tcp } from 'node:net'
import { sourceErrors } from '../errors.ts'
import { blockList, isPublicAddress } from './addresses.ts'

export interface Address {
  address: string
  family: 4 | 6
}

/** Asks a name server; a stand-in for tests. */
export type Resolve = (host: string) => Promise<Address[]>

export interface Guard {
  /**
   * Addresses of a host, all of them allowed. Connect to these and ask no second time: the answer may change.
   * @throws source.privateAddress, source.unreachable
   */
  resolve(host: string): Promise<Address[]>
  /** For `net` and `http`: the address that is connected to is the one that was checked. */
  lookup: LookupFunction
  /** A connection to a checked address. @param signal ends the making of it, not what was made @throws source.* */
  connect(host: string, port: number, signal: AbortSignal): Promise<Socket>
}

const connectMs = 10_000

/**
 * Outgoing connections to the public internet, and to the private hosts that the configuration names.
 * @param privateHosts host names, addresses and ranges (10.1.0.0/16) that may be private
 */
export function createGuard(privateHosts: readonly string[], resolveName: Resolve = byName): Guard {
  const wanted = privateHosts.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '')
  const isRange = (entry: string) => isIP(entry.split('/')[0] ?? '') !== 0
  const ranges = blockList(wanted.filter(isRange))
  const names = new Set(wanted.filter((entry) => !isRange(entry)))
  const resolve: Guard['resolve'] = async (host) => {
    const name = plainHost(host)
    const family = isIP(name)
    const found: Address[] =
      family === 0
        ? await resolveName(name).catch(unresolved(host))
        : [{ address: name, family: family as 4 | 6 }]
    if (found.length === 0) throw sourceErrors.unreachable({ where: host, reason: 'ENOTFOUND' })
    // One private address among public ones is as bad as all: which is taken is a matter of chance.
    const isAllowed = ({ address, family: version }: Address) =>
      isPublicAddress(address) || names.has(name) || ranges.check(address, version === 4 ? 'ipv4' : 'ipv6')
    if (!found.every(isAllowed)) throw sourceErrors.privateAddress({ host: shown(host) })
    return found
  }
  return {
    resolve,
    lookup: (host, options, done) => {
      resolve(host).then(
        (found) => {
          const [first] = found
          if (options.all) (done as unknown as (error: null, all: Address[]) => void)(null, found)
          else done(null, first?.address ?? '', first?.family ?? 4)
        },
        (error: NodeJS.ErrnoException) => done(error, '', 4),
      )
    },
    connect: async (host, port, signal) => {
      const addresses = await resolve(host)
      let failure: unknown
      for (const { address } of addresses) {
        try {
          return await connectTo(address, port, signal)
        } catch (error) {
          failure = error
          if (signal.aborted) break
        }
      }
      throw unreachable(`${shown(host)}:${port}`, failure)
    },
  }
}

/** Brackets and the dot at the end belong to the writing, not to the name. */
function plainHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}

/** A host as it may stand in a message: short, one line. */
function shown(host: string): string {
  return host.replace(/[^\p{L}\p{N}.:[\]_-]/gu, '').slice(0, 100)
}

async function byName(host: string): Promise<Address[]> {
  const found = await systemLookup(host, { all: true, verbatim: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

function unresolved(host: string) {
  return (error: unknown): never => {
    throw unreachable(shown(host), error)
  }
}

/** What the network says, as an error of ours; those of ours stay. */
export function unreachable(where: string, error: unknown): Error {
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string' && code.startsWith('source.')) return error as Error
  return sourceErrors.unreachable({ where, reason: typeof code === 'string' ? code : 'no connection' }, error)
}

function connectTo(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    // Not as an option of the socket: a signal given there ends the connection whenever it fires, however long it stands.
    const socket = tcp({ host: address, port })
    const giveUp = () => socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }))
    const timer = setTimeout(giveUp, connectMs)
    signal.addEventListener('abort', giveUp, { once: true })
    const settled = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    }
    socket.once('error', (error) => {
      settled()
      reject(error)
    })
    socket.once('connect', () => {
      settled()
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}
