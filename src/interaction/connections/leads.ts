import { type Guard, isPublicAddress } from '../../customer/index.ts'
import { interactionErrors } from '../errors.ts'

type Settings = Readonly<Record<string, unknown>>

/** Settings that are web addresses. */
export const webAddresses = ['url', 'gatewayUrl', 'baseUrl'] as const
/** What says where a connection leads, and as whom it speaks there. */
const places = [...webAddresses, 'host', 'user', 'systemId', 'appId'] as const

/** Whether secrets that were entered for one may go with the other. */
export function leadsToTheSame(before: Settings, after: Settings): boolean {
  const origin = (value: unknown) =>
    typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : String(value ?? '')
  return places.every((place) => origin(before[place]) === origin(after[place]))
}

/**
 * What goes over http can be read on its way: only within a private network that the configuration allows.
 * @throws interaction.plainHttp, source.privateAddress
 */
export async function assertEncrypted(guard: Pick<Guard, 'resolve'>, settings: Settings): Promise<void> {
  for (const name of webAddresses) {
    const address = settings[name]
    if (typeof address !== 'string' || !URL.canParse(address)) continue
    const { protocol, hostname, host } = new URL(address)
    if (protocol === 'http:' && !(await isWithin(guard, hostname)))
      throw interactionErrors.plainHttp({ host })
  }
}

/** A host nobody knows is not ours. @throws source.privateAddress */
async function isWithin(guard: Pick<Guard, 'resolve'>, host: string): Promise<boolean> {
  const found = await guard.resolve(host).catch((error: { code?: unknown }) => {
    if (error.code === 'source.privateAddress') throw error
    return null
  })
  return found?.every(({ address }) => !isPublicAddress(address)) ?? false
}
