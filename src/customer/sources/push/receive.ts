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
import { pushedEvents, pushedRows } from './pushed-rows.ts'

/** One request of another system. */
export interface Push {
  workspaceId: number
  token: string
  headers: Readonly<Record<string, string>>
  body: Buffer
  locale: Locale
}
/** @throws source.badSignature, source.off, source.badPush; resolves when what was sent is on record */
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
    const isSegment = settings.data.proof === 'segment'
    const rows = pushedRows(text, isSegment ? '' : settings.data.rowsPath)
    if (rows.length === 0)
      throw sourceErrors.badPush({ where: isSegment ? 'body' : settings.data.rowsPath || 'body' })
    if (isSegment) {
      const workspace = await deps.workspaceOf(workspaceId)
      const received = await collection.takeEvents(workspace, source, pushedEvents(text), locale)
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
