import type { Ledger } from '../../../stores/ledger/index.ts'
import type { SourceRecord, StoreDeps } from '../connections.ts'

const purpose = 'webhook'

/** The path pushes are sent to: it names the source and is signed, so it cannot be guessed from another. */
export async function pushAddress({ vaultOf }: StoreDeps, source: SourceRecord): Promise<string> {
  const token = (await vaultOf(source.workspace_id)).sign({ s: source.id }, purpose)
  return `/v1/webhooks/${source.workspace_id}/${token}`
}

/** The source an address names; null for one that is not ours. */
export async function addressedSource(
  { vaultOf }: StoreDeps,
  workspaceId: number,
  token: string,
): Promise<string | null> {
  try {
    const payload = (await vaultOf(workspaceId)).verify(token, purpose)
    return (payload as { s?: string }).s ?? null
  } catch {
    return null // of another workspace, or made up: the same answer for all
  }
}

/** Pushes that wait for an import. */
export async function waitingPushes(ledger: Ledger, sourceId: string): Promise<number> {
  const row = await ledger.db
    .selectFrom('source_inbox')
    .select((eb) => eb.fn.countAll<string>().as('n'))
    .where('source_id', '=', sourceId)
    .where('import_id', 'is', null)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}
