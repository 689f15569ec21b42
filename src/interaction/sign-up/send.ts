import { sql } from 'kysely'
import { z } from 'zod'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { stopsOf } from '../connections/stops.ts'
import { signTracked } from '../tracking/tokens.ts'
import type { SignUpDeps } from './deps.ts'
import { countDay } from './take.ts'

const atOnce = 20
/** Waits between attempts at a mail server that certainly took nothing. */
const retrySeconds = [60, 600, 3_600]

const sealedShape = z.object({ email: z.string(), network: z.string() })
export type Sealed = z.output<typeof sealedShape>

export const openSealed = (vault: Vault, sealed: Buffer): Sealed =>
  sealedShape.parse(JSON.parse(vault.decrypt(sealed)))

interface Waiting {
  id: string
  sealed: Buffer
  address_index: Buffer
  language: 'zh-CN' | 'en'
  text: string | null
  attempts: number
  asked_at: Date
  expires_at: Date
}

/**
 * Asks those who left their address, once each, and deletes what nobody confirmed in time. A message that may have left
 * is never sent again: a crash leaves it as sent. Safe to run in several processes.
 */
export async function signUpRound(
  deps: SignUpDeps,
  workspace: Workspace,
): Promise<{ asked: number; expired: number }> {
  const expired = await forgetExpired(deps, workspace)
  let asked = 0
  if (!(await stopsOf(deps.ledger, workspace.id)).has('email'))
    for (const row of await claim(deps, workspace)) asked += (await ask(deps, workspace, row)) ? 1 : 0
  return { asked, expired }
}

/** From this on a crash leaves them as if they had been sent. */
async function claim({ ledger }: SignUpDeps, workspace: Workspace): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    UPDATE sign_ups s SET state = 'sending', attempts = s.attempts + 1
    WHERE s.id IN (SELECT id FROM sign_ups WHERE workspace_id = ${workspace.id} AND state = 'waiting'
      AND expires_at > ${workspace.clock.now()}::timestamptz AND (retry_at IS NULL OR retry_at <= now())
      ORDER BY asked_at, id LIMIT ${atOnce} FOR UPDATE SKIP LOCKED)
    RETURNING s.id, s.sealed, s.address_index, s.language, s.attempts, s.asked_at, s.expires_at,
      (SELECT t.body FROM consent_texts t WHERE t.id = s.text_id) AS text`.execute(ledger.db)
  return rows
}

async function ask(deps: SignUpDeps, workspace: Workspace, row: Waiting): Promise<boolean> {
  const settle = (
    state: 'waiting' | 'asked' | 'kept_back' | 'failed',
    retryInSeconds: number | null = null,
  ) =>
    sql`UPDATE sign_ups SET state = ${state}, retry_at = now() + ${retryInSeconds} * interval '1 second'
      WHERE id = ${row.id}::uuid AND state = 'sending'`.execute(deps.ledger.db)
  if (await mustNotBeAsked(deps, workspace, row)) {
    await settle('kept_back')
    return false
  }
  const vault = await deps.vaultOf(workspace.id)
  const token = signTracked(vault, { workspaceId: workspace.id, deliveryId: row.id, linkNo: 0 }, 'sign_up')
  const outcome = await deps.sendMail(workspace, {
    ...{ address: openSealed(vault, row.sealed).email, language: row.language, text: row.text ?? '' },
    path: `/t/su/${token}`,
    days: Math.round((row.expires_at.getTime() - row.asked_at.getTime()) / 86_400_000),
  })
  const wait = retrySeconds[row.attempts - 1]
  if (outcome === 'later' && wait !== undefined) await settle('waiting', wait)
  else await settle(outcome === 'accepted' || outcome === 'unknown' ? 'asked' : 'failed')
  return outcome === 'accepted'
}

/**
 * An address that came back or was listed by staff or for a complaint is not written to. One whose owner unsubscribed may
 * be asked, since it may be they who act; a stranger who types it in reaches them once in the time a link is good for.
 */
async function mustNotBeAsked(deps: SignUpDeps, workspace: Workspace, row: Waiting): Promise<boolean> {
  const { rows } = await sql<{ own: boolean; before: boolean }>`
    SELECT d.source = 'customer' AND d.reason = 'unsubscribed' AS own,
      EXISTS (SELECT 1 FROM sign_ups s WHERE s.workspace_id = ${workspace.id} AND s.address_index = ${row.address_index}
        AND s.id <> ${row.id}::uuid AND s.state IN ('asked', 'sending', 'failed')) AS before
    FROM do_not_send d WHERE d.workspace_id = ${workspace.id} AND d.channel = 'email' AND d.blind_index = ${row.address_index}`.execute(
    deps.ledger.db,
  )
  const [listed] = rows
  return listed !== undefined && (!listed.own || listed.before)
}

async function forgetExpired({ ledger }: SignUpDeps, workspace: Workspace): Promise<number> {
  return ledger.transaction(async (trx) => {
    const { rows } = await sql<{ asked_at: Date; state: string }>`
      DELETE FROM sign_ups WHERE workspace_id = ${workspace.id} AND expires_at <= ${workspace.clock.now()}::timestamptz
      RETURNING asked_at, state`.execute(trx)
    const open = rows.filter(({ state }) => state !== 'confirmed')
    for (const { asked_at } of open) await countDay(trx, workspace, asked_at, 'expired')
    return open.length
  })
}
