import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

/** What became of the messages of a campaign that were written in one language. */
export interface LanguageCounts {
  language: string
  sent: number
  delivered: number
  opened: number
  clicked: number
  unsubscribed: number
}

/** Messages that were written, by language; people (not machines) by what they did. Those with one language have none. */
export async function countByLanguage(
  ledger: Ledger,
  workspace: Workspace,
  campaignId: string,
): Promise<LanguageCounts[]> {
  const did = (kind: string) => sql`EXISTS (SELECT 1 FROM engagements e
    WHERE e.delivery_id = d.id AND e.kind = ${kind} AND NOT e.is_bot)`
  const { rows } = await sql<LanguageCounts>`
    SELECT d.language, count(*)::integer AS sent,
      count(*) FILTER (WHERE (SELECT bool_and(r.status = 'delivered') FROM delivery_receipts r
        WHERE r.delivery_id = d.id))::integer AS delivered,
      count(*) FILTER (WHERE ${did('opened')})::integer AS opened,
      count(*) FILTER (WHERE ${did('clicked')})::integer AS clicked,
      count(*) FILTER (WHERE ${did('unsubscribed')})::integer AS unsubscribed
    FROM deliveries d
    WHERE d.workspace_id = ${workspace.id} AND d.campaign_id = ${campaignId}::uuid AND d.language IS NOT NULL
      AND d.status = 'sent'
    GROUP BY d.language ORDER BY sent DESC, d.language`.execute(ledger.db)
  return rows
}
