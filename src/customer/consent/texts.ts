import { sql } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import { policyOf, requireCell } from './policy.ts'

export interface ConsentText {
  id: string
  purpose: string
  channel: string
  language: 'zh-CN' | 'en'
  version: number
  body: string
  validFrom: string
  /** Consents that were given on these words. */
  uses: number
}

/** All versions, newest first within purpose, channel and language. */
export async function listTexts(ledger: Ledger, workspace: Workspace): Promise<ConsentText[]> {
  const rows = await ledger.db
    .selectFrom('consent_texts')
    .selectAll('consent_texts')
    .select((eb) =>
      eb
        .selectFrom('consents')
        .select((inner) => inner.fn.countAll<string>().as('n'))
        .where('consents.workspace_id', '=', workspace.id)
        .whereRef('consents.text_id', '=', 'consent_texts.id')
        .as('uses'),
    )
    .where('workspace_id', '=', workspace.id)
    .orderBy('purpose')
    .orderBy('channel')
    .orderBy('language')
    .orderBy('version', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    purpose: row.purpose,
    channel: row.channel,
    language: row.language,
    version: row.version,
    body: row.body,
    validFrom: row.valid_from.toISOString(),
    uses: Number(row.uses ?? 0),
  }))
}

/**
 * A new version of the words; earlier ones stay, since consents name the version they were given on.
 * @throws consent.unknownPurpose, consent.unknownChannel
 */
export async function addText(
  ledger: Ledger,
  workspace: Workspace,
  input: { purpose: string; channel: string; language: 'zh-CN' | 'en'; body: string },
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<string> {
  const id = newId()
  await ledger.transaction(async (trx) => {
    requireCell(await policyOf(trx, workspace.id), input.purpose, input.channel)
    const place = `consent-text/${workspace.id}/${input.purpose}/${input.channel}/${input.language}`
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${place}, 0))`.execute(trx)
    const newest = await trx
      .selectFrom('consent_texts')
      .select(({ fn }) => fn.max('version').as('version'))
      .where('workspace_id', '=', workspace.id)
      .where('purpose', '=', input.purpose)
      .where('channel', '=', input.channel)
      .where('language', '=', input.language)
      .executeTakeFirst()
    const version = (newest?.version ?? 0) + 1
    await trx
      .insertInto('consent_texts')
      .values({
        id,
        workspace_id: workspace.id,
        ...input,
        version,
        valid_from: workspace.clock.now(),
        created_by: `${actor.kind}:${actor.id}`,
      })
      .execute()
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'consent.text',
      subject: { kind: 'consent_text', id },
      detail: { purpose: input.purpose, channel: input.channel, language: input.language, version },
    })
  })
  return id
}
