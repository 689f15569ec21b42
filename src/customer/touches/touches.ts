import { createHash } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, withWriteGate } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { tsv } from '../mapping/tsv.ts'

const noId = '00000000-0000-0000-0000-000000000000'

/** A contact with a customer, or an answer to one. `touchId` makes it this touch: recorded again, it is one. */
const touchSchema = z.object({
  touchId: z.uuid(),
  personKey: z.int().min(0),
  /** The workspace's time. */
  at: z.union([z.date(), z.iso.datetime().transform((text) => new Date(text))]),
  kind: z.string().min(1).max(40),
  channel: z.string().max(40),
  campaignId: z.uuid().default(noId),
  deliveryId: z.uuid().default(noId),
  step: z.string().max(80).default(''),
  offerId: z.uuid().nullable().default(null),
  creativeId: z.uuid().nullable().default(null),
  arm: z.string().max(40).default(''),
  agent: z.string().max(80).default(''),
  costMinor: z.int().default(0),
  currency: z.string().max(3).default(''),
  outcome: z.string().max(80).default(''),
  reason: z.string().max(200).default(''),
  isBot: z.boolean().default(false),
  source: z.string().max(60).default(''),
})
export type Touch = z.input<typeof touchSchema>

export interface Touches {
  /** Writes touches in the caller's transaction: they are known exactly if it commits. */
  record(
    db: Ledger | Kysely<LedgerSchema> | Transaction<LedgerSchema>,
    workspace: Pick<Workspace, 'id'>,
    touches: readonly Touch[],
    options?: {
      /** So long the warehouse does not hear of them, and they can be taken back. */
      holdMs?: number
    },
  ): Promise<void>
  /** Takes back touches the warehouse has not heard of. @returns how many; the others stay as they are */
  takeBack(
    trx: Transaction<LedgerSchema>,
    workspace: Pick<Workspace, 'id'>,
    touchIds: readonly string[],
  ): Promise<number>
  /**
   * Copies what waits into the warehouse. At least once: after a crash between the two stores a touch is copied again,
   * under the same key, and read once (FINAL). Several processes may pump together.
   * @returns touches copied
   */
  pump(): Promise<number>
}

const pumpSize = 5_000
const columns = [
  'workspace_id',
  'campaign_id',
  'person_key',
  'ts',
  'touch_id',
  'delivery_id',
  'kind',
  'step',
  'channel',
  'offer_id',
  'creative_id',
  'arm',
  'agent',
  'cost_minor',
  'currency',
  'outcome',
  'reason',
  'is_bot',
  'source',
]

export function createTouches(ledger: Ledger, warehouse: Warehouse): Touches {
  return {
    record: async (db, workspace, touches, { holdMs = 0 } = {}) => {
      if (touches.length === 0) return
      const checked = touches.map((touch) => touchSchema.parse(touch))
      const target = 'db' in db ? db.db : db
      await sql`
        INSERT INTO touch_log (workspace_id, touch_id, touch, hold_until)
        SELECT ${workspace.id}, i, t, CASE WHEN ${holdMs}::float8 > 0 THEN clock_timestamp() + ${holdMs} * interval '1 millisecond' END
        FROM unnest(${checked.map((one) => one.touchId)}::uuid[],
          ${checked.map((one) => JSON.stringify(one))}::jsonb[]) AS u(i, t)
        ON CONFLICT (workspace_id, touch_id) DO NOTHING`.execute(target)
    },
    takeBack: async (trx, workspace, touchIds) => {
      const gone = await sql`
        DELETE FROM touch_log WHERE workspace_id = ${workspace.id} AND touch_id = ANY(${[...touchIds]}::uuid[])
          AND pumped_at IS NULL`.execute(trx)
      return Number(gone.numAffectedRows ?? 0)
    },
    pump: async () => {
      let copied = 0
      for (;;) {
        const rows = await withWriteGate(ledger, () => pumpOnce(ledger, warehouse))
        copied += rows
        if (rows < pumpSize) return copied
      }
    },
  }
}

function pumpOnce(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return ledger.transaction(async (trx) => {
    const rows = await trx
      .selectFrom('touch_log')
      .select(['seq', 'workspace_id', 'touch'])
      .where('pumped_at', 'is', null)
      .where(sql<boolean>`(hold_until IS NULL OR hold_until <= clock_timestamp())`)
      .orderBy('seq')
      .limit(pumpSize)
      .forUpdate()
      .skipLocked()
      .execute()
    if (rows.length === 0) return 0
    const lines = rows.map((row) => line(row.workspace_id, touchSchema.parse(row.touch))).join('')
    const token = createHash('sha256')
      .update(rows.map((row) => row.seq).join(','))
      .digest('hex')
    await warehouse.insert('touches', columns, Buffer.from(lines, 'utf8'), {
      deduplicationToken: `touches-${token}`,
    })
    await sql`UPDATE touch_log SET pumped_at = now() WHERE seq = ANY(${rows.map((row) => row.seq)}::bigint[])`.execute(
      trx,
    )
    return rows.length
  })
}

function line(workspaceId: number, touch: z.output<typeof touchSchema>): string {
  const at = touch.at.toISOString().replace('T', ' ').replace('Z', '')
  const cells = [
    workspaceId,
    touch.campaignId,
    touch.personKey,
    at,
    touch.touchId,
    touch.deliveryId,
    tsv(touch.kind),
    tsv(touch.step),
    tsv(touch.channel),
    touch.offerId ?? noId,
    touch.creativeId ?? noId,
    tsv(touch.arm),
    tsv(touch.agent),
    touch.costMinor,
    tsv(touch.currency),
    tsv(touch.outcome),
    tsv(touch.reason),
    touch.isBot ? 1 : 0,
    tsv(touch.source),
  ]
  return `${cells.join('\t')}\n`
}
