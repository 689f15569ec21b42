import { isAppError } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { saveTopicWishes } from '../preferences/topics.ts'
import { verifyTracked } from '../tracking/tokens.ts'
import type { SignUpDeps } from './deps.ts'
import { openSealed } from './send.ts'
import { countDay } from './take.ts'

export interface AskedSignUp {
  workspace: Workspace
  id: string
  language: 'zh-CN' | 'en'
  text: string
  isConfirmed: boolean
}

/** @returns null for a link that is no link of ours, has run out, or is of what was deleted */
export async function readSignUp(deps: SignUpDeps, token: string): Promise<AskedSignUp | null> {
  const found = await verified(deps, token)
  if (!found) return null
  const workspace = await deps.workspaceOf(found.workspaceId)
  const row = await deps.ledger.db
    .selectFrom('sign_ups')
    .leftJoin('consent_texts', 'consent_texts.id', 'sign_ups.text_id')
    .select([
      'sign_ups.id',
      'sign_ups.language',
      'sign_ups.state',
      'sign_ups.expires_at',
      'consent_texts.body',
    ])
    .where('sign_ups.workspace_id', '=', workspace.id)
    .where('sign_ups.id', '=', found.deliveryId)
    .executeTakeFirst()
  if (!row || row.expires_at <= workspace.clock.now()) return null
  return {
    ...{ workspace, id: row.id, language: row.language, text: row.body ?? '' },
    isConfirmed: row.state === 'confirmed',
  }
}

/**
 * The button was pressed: the person exists from here on, with their consent, its proof, and the topics they ticked; the
 * address is no longer kept apart. Pressed twice, or at once in two windows, it is one.
 * @returns how it ended; `refused` where it cannot be said whose address it is
 */
export async function confirmSignUp(
  deps: SignUpDeps,
  { workspace, id, language }: AskedSignUp,
): Promise<'confirmed' | 'refused' | 'gone'> {
  const vault = await deps.vaultOf(workspace.id)
  return deps.ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('sign_ups')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return 'gone'
    if (row.state === 'confirmed') return 'confirmed'
    if (row.sealed === null || row.address_index === null) return 'gone'
    const { email, network } = openSealed(vault, row.sealed)
    const source = language === 'en' ? 'Sign-up form' : '订阅表单'
    const personKey = await deps.join(workspace, { email, language, source })
    if (personKey === null) return 'refused'
    await deps.recordYes(trx, workspace, { personKey, requestId: id, network, textId: row.text_id })
    // Who ticked nothing wants to hear of everything.
    if (row.topics.length > 0) {
      const wishes = new Map(row.shown.map((topic) => [topic, row.topics.includes(topic)]))
      await saveTopicWishes(trx, workspace, personKey, wishes, 'customer')
    }
    // Their own word lifts their own word, and nothing else: bounces and complaints stay.
    await trx
      .deleteFrom('do_not_send')
      .where('workspace_id', '=', workspace.id)
      .where('channel', '=', 'email')
      .where('blind_index', '=', row.address_index)
      .where('source', '=', 'customer')
      .where('reason', '=', 'unsubscribed')
      .execute()
    await trx
      .updateTable('sign_ups')
      .set({ state: 'confirmed', confirmed_at: workspace.clock.now(), sealed: null, address_index: null })
      .where('id', '=', id)
      .execute()
    await countDay(trx, workspace, row.asked_at, 'confirmed')
    return 'confirmed'
  })
}

async function verified(deps: Pick<SignUpDeps, 'vaultOf'>, token: string) {
  try {
    return await verifyTracked(deps.vaultOf, token, 'sign_up')
  } catch (error) {
    if (isAppError(error) && error.code === 'crypto.badToken') return null
    throw error
  }
}
