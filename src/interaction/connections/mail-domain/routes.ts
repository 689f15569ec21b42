import { type Route, route } from '../../../kit/api.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { parseMailbox } from '../../channels/smtp/mime.ts'
import { type ConnectionDeps, connectionOf } from '../store.ts'
import * as api from './api.ts'
import { compareDkim, inPieces } from './dkim-record.ts'
import { openTxtLookup, type TxtLookup } from './dns.ts'
import { dropMailKey, mailKeysOf, makeMailKey, signWithKey } from './keys.ts'
import { readDmarc, readSpf } from './policies.ts'

/** What a domain says of its mail. @param dnsServers asked for it; '': those of the machine */
export function mailDomainRoutes(deps: ConnectionDeps & { dnsServers: string }): Route[] {
  const lookup = openTxtLookup(deps.dnsServers)
  return [
    route(api.getMailDomain, ({ workspace }) => viewOf(deps, workspace)),
    route(api.makeMailDomainKey, async ({ workspace, actor }, { body }) => {
      await makeMailKey(deps, workspace, actor, body.domain)
      return viewOf(deps, workspace)
    }),
    route(api.signWithMailKey, async ({ workspace, actor }, { params }) => {
      await signWithKey(deps, lookup, workspace, actor, params.id)
      return viewOf(deps, workspace)
    }),
    route(api.dropMailDomainKey, async ({ workspace, actor }, { params }) => {
      await dropMailKey(deps, workspace, actor, params.id)
      return viewOf(deps, workspace)
    }),
    route(api.checkMailDomain, ({ workspace }, { body }) =>
      checkDomain(deps, lookup, workspace, body.domain),
    ),
  ]
}

async function viewOf(deps: ConnectionDeps, workspace: Workspace) {
  const keys = await mailKeysOf(deps, workspace)
  const connection = await connectionOf(deps.ledger, workspace.id, 'email')
  const sender = parseMailbox(workspace.mailFrom ?? '')?.address.split('@')[1] ?? ''
  return {
    isConnected: connection !== null,
    domain: keys[0]?.domain ?? sender,
    keys: keys.map(({ record, madeAt, ...key }) => ({
      ...{ ...key, ...record, pieces: inPieces(record.value) },
      madeAt: madeAt?.toISOString() ?? null,
    })),
  }
}

async function checkDomain(deps: ConnectionDeps, lookup: TxtLookup, workspace: Workspace, domain: string) {
  const keys = await mailKeysOf(deps, workspace)
  const signs = keys.find(({ state }) => state === 'signs')?.domain ?? null
  const [dkim, spf, dmarc] = await Promise.all([
    Promise.all(
      keys.map(async ({ domain: of, selector, record }) => ({
        ...{ domain: of, selector },
        ...compareDkim(await lookup(record.name), record.value),
      })),
    ),
    lookup(domain).then(readSpf),
    dmarcOf(lookup, domain, signs),
  ])
  return { checkedAt: workspace.clock.now().toISOString(), dkim, spf, dmarc }
}

/** A domain without a policy of its own has that of a domain above it; the two last names are never asked alone. */
async function dmarcOf(lookup: TxtLookup, domain: string, signs: string | null) {
  const own = await lookup(`_dmarc.${domain}`)
  const names = domain.split('.')
  for (let from = 1; own !== null && own.length === 0 && from <= names.length - 2; from++) {
    const at = names.slice(from).join('.')
    const above = await lookup(`_dmarc.${at}`)
    if (above === null || above.length > 0) return { at, ...readDmarc(above, domain, signs) }
  }
  return { at: domain, ...readDmarc(own, domain, signs) }
}
