import type { Selectable } from 'kysely'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { SourceTables } from '../../stores/ledger/schema/sources.ts'
import type { VaultOf } from '../identity/persons.ts'
import type { Connection, SourceDefinition } from './define-source.ts'
import { sourceErrors } from './errors.ts'
import { kindOf } from './kinds/index.ts'

export type SourceRecord = Selectable<SourceTables['sources']>
/** A connection that was checked against its kind. */
export type AnyConnection = Connection<unknown, unknown>

export interface StoreDeps {
  ledger: Ledger
  vaultOf: VaultOf
}

/** Settings and secrets as the kind takes them. @throws source.badSettings naming the field */
export function checkedConnection(
  definition: SourceDefinition,
  settings: unknown,
  secrets: unknown,
): AnyConnection {
  const parts = {
    settings: definition.settings.safeParse(settings),
    secrets: definition.secrets.safeParse(secrets),
  }
  for (const parsed of Object.values(parts)) {
    if (parsed.success) continue
    const issue = parsed.error.issues[0]
    throw sourceErrors.badSettings({
      field: issue?.path.join('.') ?? '',
      problem: issue?.message ?? 'not readable',
    })
  }
  return { settings: parts.settings.data, secrets: parts.secrets.data }
}

/** Secrets of a source, for a connection; never for an answer. */
export async function secretsOf(
  { vaultOf }: StoreDeps,
  source: Pick<SourceRecord, 'secrets' | 'workspace_id'>,
) {
  if (source.secrets === null) return {}
  return JSON.parse((await vaultOf(source.workspace_id)).decrypt(source.secrets)) as Record<string, string>
}

/** Kept secrets go where they were entered for, not to an address that somebody puts in its place. */
export async function secretsFor(deps: StoreDeps, source: SourceRecord, settings: unknown) {
  return leadsToTheSame(source.settings, settings) ? secretsOf(deps, source) : {}
}

function leadsToTheSame(before: Record<string, unknown>, after: unknown): boolean {
  const changed = after as Record<string, unknown>
  const places = ['host', 'port', 'user', 'tls', 'endpoint', 'url', 'tokenUrl', 'accessKeyId']
  const origin = (value: unknown) =>
    typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : String(value ?? '')
  return places.every((place) => origin(before[place]) === origin(changed[place]))
}

export async function connectionOf(deps: StoreDeps, source: SourceRecord): Promise<AnyConnection> {
  return checkedConnection(definitionOf(source), source.settings, await secretsOf(deps, source))
}

/** @throws source.notPulled for a stream or uploads */
export function definitionOf(source: Pick<SourceRecord, 'kind' | 'name'>): SourceDefinition {
  const definition = kindOf(source.kind)
  if (!definition) throw sourceErrors.notPulled({ source: source.name })
  return definition
}

/** Secrets as they are kept; null where there are none. */
export async function sealed(deps: StoreDeps, workspaceId: number, secrets: unknown): Promise<Buffer | null> {
  const filled = Object.entries(secrets as Record<string, string>).filter(([, text]) => text !== '')
  if (filled.length === 0) return null
  return (await deps.vaultOf(workspaceId)).encrypt(JSON.stringify(Object.fromEntries(filled)))
}
