import { z } from 'zod'
import { commonErrors } from '../../kit/errors.ts'
import type { FieldAccess } from '../../kit/fields.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { reachBy } from '../contact/reach.ts'
import { identifiersOf } from '../identity/carried.ts'
import { customersNow } from '../identity/customers-now.ts'
import { maskIdentifier } from '../identity/normalise.ts'
import type { ProfilePorts, ScoreSnapshot } from './ports.ts'
import { customerRows, instantOf, type ProfileDeps, scoresOf } from './rows.ts'

const allKinds = [
  'account',
  'name',
  'email',
  'phone',
  'card',
  'unionid',
  'openid',
  'wecom',
  'address',
  'birthday',
  'anonymous',
  'device',
  'push',
  'record',
] as const

const featureRow = z.object({
  asOf: z.string(),
  firstOrderAt: z.string(),
  lastOrderAt: z.string(),
  recencyDays: z.int(),
  frequency: z.int(),
  monetaryMinor: int64(),
  breadth: z.int(),
  lengthDays: z.int(),
  r: z.int(),
  f: z.int(),
  m: z.int(),
  computedAt: z.string(),
})

const attributeRow = z.object({
  key: int64(),
  country: z.string(),
  region: z.string(),
  gender: z.string(),
  tier: z.string(),
  language: z.string(),
  birth_year: z.int(),
  attributes: z.string(),
})

/** One customer, identifiers masked. @throws common.notFound */
export async function getProfile(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  customerId: string,
) {
  const asked = Number(customerId)
  const snapshot = await ports.latestSnapshot(workspace)
  const [row] = Number.isSafeInteger(asked) ? await customerRows(deps, workspace, [asked], snapshot) : []
  if (!row) throw commonErrors.notFound({ what: 'customer', id: customerId })
  // The key of somebody who was merged leads to the person they are today.
  const key = Number(row.customerId)
  const vault = await deps.vaultOf(workspace.id)
  const identifiers = await identifiersOf(deps.ledger, workspace.id, [key], allKinds)
  const addresses = identifiers.flatMap(({ kind, blind_index }) => {
    const channel = reachBy(kind)
    return channel ? [{ channel, blindIndex: blind_index }] : []
  })
  const [features, attributes, computed, segments, doNotSend] = await Promise.all([
    featuresOf(deps, workspace, key, snapshot),
    attributesOf(deps, workspace, key),
    ports.computedOf(workspace, [key]),
    ports.segmentsOf(workspace, key),
    ports.doNotSend(workspace, addresses),
  ])
  return {
    customerId: row.customerId,
    label: row.label,
    status: row.status,
    currency: workspace.currency,
    identifiers: identifiers.map(({ kind, ciphertext, first_seen_at }) => ({
      kind,
      masked: maskIdentifier(kind, vault.decrypt(ciphertext)),
      firstSeenAt: first_seen_at.toISOString(),
    })),
    attributes: [...(row.city === '' ? [] : [{ name: 'city', value: row.city }]), ...attributes],
    computed: computed.get(key) ?? [],
    reachable: row.reachable,
    doNotSend: doNotSend.map(({ channel, reason, at }) => ({ channel, reason, at: at.toISOString() })),
    features,
    segments,
  }
}

async function featuresOf(
  deps: ProfileDeps,
  workspace: Workspace,
  key: number,
  snapshot: ScoreSnapshot | null,
) {
  if (snapshot === null) return null
  const bind = createBinder()
  const [row] = await deps.warehouse.rows(
    sql`
    SELECT toString(as_of) AS asOf, toString(first_order_at) AS firstOrderAt, toString(last_order_at) AS lastOrderAt, recency_days AS recencyDays, frequency,
           monetary_minor AS monetaryMinor, breadth, length_days AS lengthDays, r, f, m, toString(computed_at) AS computedAt
    FROM customer_features FINAL
    WHERE workspace_id = ${bind('UInt32', workspace.id)} AND ${scoresOf(snapshot, bind)} AND person_key = ${bind('UInt64', key)}`,
    featureRow,
  )
  if (!row) return null
  const at = (text: string) => instantOf(text) ?? text
  return {
    ...row,
    firstOrderAt: at(row.firstOrderAt),
    lastOrderAt: at(row.lastOrderAt),
    computedAt: at(row.computedAt),
  }
}

async function attributesOf(deps: ProfileDeps, workspace: Workspace, key: number) {
  const keys = (await deps.persons.keysOf(workspace, [key])).get(key) ?? [key]
  return (await attributesOfMany(deps, workspace, keys)).get(key) ?? []
}

/** Attributes of people by key of today, without the unknown. @param keys all keys of each person */
export async function attributesOfMany(
  deps: Pick<ProfileDeps, 'warehouse'>,
  workspace: Workspace,
  keys: readonly number[],
): Promise<Map<number, { name: string; value: string }[]>> {
  const bind = createBinder()
  const mine = sql`workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', [...keys])})`
  const rows = await deps.warehouse.rows(
    sql`SELECT person_key AS key, country, region, gender, tier, language, birth_year, attributes::String AS attributes FROM ${customersNow(mine)}`,
    attributeRow,
  )
  return new Map(rows.map(({ key, ...row }) => [key, named(row)]))
}

function named({ attributes, birth_year, ...texts }: Omit<z.output<typeof attributeRow>, 'key'>) {
  const extra = z.record(z.string(), z.unknown()).parse(JSON.parse(attributes))
  return [
    ...Object.entries(texts).map(([name, value]) => ({ name, value })),
    ...(birth_year > 0 ? [{ name: 'birth_year', value: String(birth_year) }] : []),
    ...Object.entries(extra).map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })),
  ].filter(({ value }) => value !== '')
}

/** Identifiers in clear; who looked, and why, is on record before they are shown. */
export async function unmask(
  deps: ProfileDeps,
  workspace: Workspace,
  customerId: string,
  look: { actorKind: string; actorId: string; reason: string; see: FieldAccess },
) {
  const key = Number(customerId)
  const identifiers = Number.isSafeInteger(key)
    ? await identifiersOf(deps.ledger, workspace.id, [key], allKinds)
    : []
  const kinds = allKinds.filter((kind) => look.see.ofIdentifier(kind) === 'clear')
  if (identifiers.length === 0) throw commonErrors.notFound({ what: 'customer', id: customerId })
  await writeAudit(deps.ledger.db, {
    workspaceId: workspace.id,
    actor: { kind: look.actorKind, id: look.actorId },
    action: 'customer.unmask',
    subject: { kind: 'customer', id: customerId },
    detail: { reason: look.reason, ...(kinds.length < allKinds.length && { kinds }) },
  })
  const vault = await deps.vaultOf(workspace.id)
  return {
    identifiers: identifiers
      .filter(({ kind }) => (kinds as readonly string[]).includes(kind))
      .map(({ kind, ciphertext }) => ({ kind, value: vault.decrypt(ciphertext) })),
  }
}
