import { createHash } from 'node:crypto'
import type { Locale } from '../../../kit/errors.ts'
import type { Collection } from '../../collection/index.ts'
import { secretsOf } from '../connections.ts'
import type { SourceDeps } from '../deps.ts'
import { sourceErrors } from '../errors.ts'
import { receivePush } from '../inbox.ts'
import { webhookSettings } from '../kinds/webhook.ts'
import { getSource } from '../store.ts'
import { addressedSource } from './address.ts'
import { isProven } from './proof.ts'
import { pushedRows } from './pushed-rows.ts'

/** One request of another system. */
export interface Push {
  workspaceId: number
  token: string
  headers: Readonly<Record<string, string>>
  body: Buffer
  locale: Locale
}
/** @throws source.badSignature, source.off, source.badAnswer; resolves when what was sent is on record */
export type Receiver = (push: Push) => Promise<{ accepted: number; duplicate: boolean }>

export function receiver(deps: SourceDeps, collection: Collection): Receiver {
  return async ({ workspaceId, token, headers, body, locale }) => {
    const sourceId = await addressedSource(deps, workspaceId, token)
    if (sourceId === null) throw sourceErrors.badSignature({})
    // One that was deleted answers as one that never was.
    const source = await getSource(deps.ledger, workspaceId, sourceId).catch(() => null)
    const settings = webhookSettings.safeParse(source?.settings)
    if (source === null || !settings.success) throw sourceErrors.badSignature({})
    const { signingSecret = '' } = await secretsOf(deps, source)
    const now = deps.clock.now()
    if (!isProven(settings.data, signingSecret, headers, body, now)) throw sourceErrors.badSignature({})
    if (!source.enabled) throw sourceErrors.off({ source: source.name })
    const text = body.toString('utf8')
    const rows = pushedRows(text, settings.data.proof === 'segment' ? '' : settings.data.rowsPath)
    if (rows.length === 0)
      throw sourceErrors.badAnswer({
        where: source.name,
        problem: 'the body holds no JSON object, or no list of them',
      })
    if (settings.data.proof === 'segment') {
      const workspace = await deps.workspaceOf(workspaceId)
      const received = await collection.replay(workspace, source, rows[0], locale)
      return { accepted: received.accepted, duplicate: received.duplicates > 0 }
    }
    const messageId =
      (headers['webhook-id'] ?? '').slice(0, 200) || createHash('sha256').update(body).digest('hex')
    const vault = await deps.vaultOf(workspaceId)
    const isNew = await receivePush(deps.ledger, vault, {
      sourceId,
      messageId,
      body: text,
      rows: rows.length,
      at: now,
    })
    return { accepted: isNew ? rows.length : 0, duplicate: !isNew }
  }
}
