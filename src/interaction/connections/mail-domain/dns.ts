import { Resolver } from 'node:dns/promises'

/** What stands under a name: each record in the pieces it was published in. `null`: nobody answered. */
export type TxtLookup = (name: string) => Promise<readonly (readonly string[])[] | null>

const timeoutMs = 3_000
const tries = 2
/** Answers that say there is nothing, in the words of c-ares. */
const nothing: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA'])

/** @param servers `address` or `address:port`, commas between; '': those of the machine */
export function openTxtLookup(servers: string): TxtLookup {
  const list = servers
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  return async (name) => {
    // One for each question: it keeps no answer, and what was published a minute ago is seen.
    const resolver = new Resolver({ timeout: timeoutMs, tries })
    if (list.length > 0) resolver.setServers(list)
    try {
      return await resolver.resolveTxt(name)
    } catch (error) {
      return nothing.has((error as { code?: string }).code ?? '') ? [] : null
    }
  }
}
