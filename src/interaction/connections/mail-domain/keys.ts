import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import { commonErrors } from '../../../kit/errors.ts'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { writeAudit } from '../../../stores/ledger/index.ts'
import { createDkimSigner, newDkimKey } from '../../channels/smtp/dkim.ts'
import { interactionErrors } from '../../errors.ts'
import { type ConnectionDeps, connectionOf, secretsOf } from '../store.ts'
import { compareDkim } from './dkim-record.ts'
import type { TxtLookup } from './dns.ts'

export interface MailKey {
  /** null: typed in by hand, kept with the connection alone. */
  id: string | null
  domain: string
  selector: string
  record: { name: string; value: string }
  state: 'signs' | 'waits' | 'old'
  madeAt: Date | null
}

const channel = 'email'

/** Keys of a workspace: the one that signs first, those that wait, those that signed before. */
export async function mailKeysOf(deps: ConnectionDeps, workspace: Workspace): Promise<MailKey[]> {
  const vault = await deps.vaultOf(workspace.id)
  const rows = await deps.ledger.db
    .selectFrom('mail_keys')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .orderBy('made_at', 'desc')
    .execute()
  const signing = await signingKey(deps, workspace)
  const keys = rows.map((row): MailKey => {
    const { record } = createDkimSigner({
      ...{ domain: row.domain, selector: row.selector, privateKey: vault.decrypt(row.private_key) },
    })
    const signs = signing !== null && signing.value === record.value && signing.name === record.name
    const { id, domain, selector, made_at: madeAt } = row
    return {
      id,
      domain,
      selector,
      record,
      madeAt,
      state: signs ? 'signs' : row.used_at === null ? 'waits' : 'old',
    }
  })
  const own =
    signing === null || keys.some(({ state }) => state === 'signs')
      ? []
      : [
          {
            ...{ id: null, domain: signing.domain, selector: signing.selector, madeAt: null },
            ...{ record: { name: signing.name, value: signing.value }, state: 'signs' as const },
          },
        ]
  const order = { signs: 0, waits: 1, old: 2 }
  return [...own, ...keys].toSorted((a, b) => order[a.state] - order[b.state])
}

async function signingKey(deps: ConnectionDeps, workspace: Workspace) {
  const connection = await connectionOf(deps.ledger, workspace.id, channel)
  const domain = String(connection?.settings.dkimDomain ?? '')
  const selector = String(connection?.settings.dkimSelector ?? '')
  if (!connection || domain === '') return null
  const privateKey = (await secretsOf(deps, connection)).dkimKey ?? ''
  if (privateKey === '') return null
  return { domain, selector, ...createDkimSigner({ domain, selector, privateKey }).record }
}

/** Makes a key that does not sign yet: its record has to be published first. @throws interaction.noConnection */
export async function makeMailKey(
  deps: ConnectionDeps,
  workspace: Workspace,
  by: Actor,
  domain: string,
): Promise<string> {
  if (!(await connectionOf(deps.ledger, workspace.id, channel))) throw interactionErrors.noConnection({})
  const id = newId()
  const at = workspace.clock.now()
  const selector = `lt${at.toISOString().slice(2, 7).replace('-', '')}${randomBytes(2).toString('hex')}`
  const sealed = (await deps.vaultOf(workspace.id)).encrypt(newDkimKey())
  await deps.ledger.transaction(async (trx) => {
    await trx
      .insertInto('mail_keys')
      .values({
        ...{ id, workspace_id: workspace.id, domain: domain.toLowerCase(), selector, private_key: sealed },
        ...{ made_by: `${by.kind}:${by.id}`, made_at: at, used_at: null },
      })
      .execute()
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor: by, action: 'channel.mail_key' },
      ...{ subject: { kind: 'channel', id: channel }, detail: { domain, selector } },
    })
  })
  return id
}

/**
 * Signs with a key from now on, once its record is seen; the one before stays, for mail that is still on its way is
 * checked by it.
 * @throws common.notFound, interaction.noConnection, interaction.dkimNotPublished, interaction.connectionChanged
 */
export async function signWithKey(
  deps: ConnectionDeps,
  lookup: TxtLookup,
  workspace: Workspace,
  by: Actor,
  id: string,
): Promise<void> {
  const row = await keyRow(deps, workspace, id)
  const vault = await deps.vaultOf(workspace.id)
  const privateKey = vault.decrypt(row.private_key)
  const { domain, selector } = row
  const { record } = createDkimSigner({ domain, selector, privateKey })
  const { state } = compareDkim(await lookup(record.name), record.value)
  if (state !== 'equal') throw interactionErrors.dkimNotPublished({ name: record.name })
  const connection = await connectionOf(deps.ledger, workspace.id, channel)
  if (!connection) throw interactionErrors.noConnection({})
  const secrets = { ...(await secretsOf(deps, connection)), dkimKey: privateKey }
  await deps.ledger.transaction(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('channel_connections')
      .set({
        settings: JSON.stringify({ ...connection.settings, dkimDomain: domain, dkimSelector: selector }),
        secrets: vault.encrypt(JSON.stringify(secrets)),
        changed_at: sql<Date>`clock_timestamp()`,
      })
      .where('id', '=', connection.id)
      .where(sql`date_trunc('milliseconds', changed_at)`, '=', connection.changedAt)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw interactionErrors.connectionChanged({})
    await trx.updateTable('mail_keys').set({ used_at: workspace.clock.now() }).where('id', '=', id).execute()
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor: by, action: 'channel.mail_key_used' },
      ...{ subject: { kind: 'channel', id: channel }, detail: { domain, selector } },
    })
  })
}

/** Forgets a key that does not sign. @throws common.notFound, interaction.dkimSigns */
export async function dropMailKey(
  deps: ConnectionDeps,
  workspace: Workspace,
  by: Actor,
  id: string,
): Promise<void> {
  const { domain, selector } = await keyRow(deps, workspace, id)
  const keys = await mailKeysOf(deps, workspace)
  if (keys.some((key) => key.id === id && key.state === 'signs')) throw interactionErrors.dkimSigns({})
  await deps.ledger.transaction(async (trx) => {
    await trx.deleteFrom('mail_keys').where('id', '=', id).execute()
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor: by, action: 'channel.mail_key_dropped' },
      ...{ subject: { kind: 'channel', id: channel }, detail: { domain, selector } },
    })
  })
}

async function keyRow({ ledger }: ConnectionDeps, workspace: Workspace, id: string) {
  const row = await ledger.db
    .selectFrom('mail_keys')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw commonErrors.notFound({ what: 'key', id })
  return row
}
