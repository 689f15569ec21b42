import { sql } from 'kysely'
import type { Ledger } from '../../stores/ledger/index.ts'

/**
 * Gives each address its number within the campaign, the same one for ever; from 1.
 * @returns numbers in the order of `urls`
 */
export async function numberLinks(
  ledger: Ledger,
  workspaceId: number,
  campaignId: string,
  urls: readonly string[],
): Promise<number[]> {
  if (urls.length === 0) return []
  const rows = await ledger.transaction(async (trx) => {
    // Two workers number the same links once.
    await sql`SELECT pg_advisory_xact_lock(hashtext(${`links/${campaignId}`}))`.execute(trx)
    const known = () =>
      trx
        .selectFrom('campaign_links')
        .select(['link_no', 'url'])
        .where('workspace_id', '=', workspaceId)
        .where('campaign_id', '=', campaignId)
        .execute()
    const before = await known()
    const fresh = urls.filter((url) => !before.some((row) => row.url === url))
    if (fresh.length === 0) return before
    const next = Math.max(0, ...before.map((row) => row.link_no)) + 1
    const values = fresh.map((url, index) => ({
      workspace_id: workspaceId,
      campaign_id: campaignId,
      link_no: next + index,
      url,
    }))
    await trx.insertInto('campaign_links').values(values).execute()
    return [...before, ...values]
  })
  const numbers = new Map(rows.map((row) => [row.url, row.link_no]))
  return urls.map((url) => numbers.get(url) ?? 0)
}

/** The registered address, or null: nothing else is ever redirected to. */
export async function registeredUrl(
  ledger: Ledger,
  workspaceId: number,
  campaignId: string,
  linkNo: number,
): Promise<string | null> {
  const row = await ledger.db
    .selectFrom('campaign_links')
    .select('url')
    .where('workspace_id', '=', workspaceId)
    .where('campaign_id', '=', campaignId)
    .where('link_no', '=', linkNo)
    .executeTakeFirst()
  return row?.url ?? null
}
