import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { readCode } from './code.ts'
import type { LetterDeps } from './deps.ts'

/** Why the post brought a letter back, and what that says of the address. */
export const returnReasons = {
  moved: { kind: 'hard', en: 'Moved away', 'zh-CN': '已搬离' },
  unknown: { kind: 'hard', en: 'Unknown at the address', 'zh-CN': '查无此人' },
  bad_address: { kind: 'hard', en: 'No such address', 'zh-CN': '地址不详' },
  refused: { kind: 'hard', en: 'Refused', 'zh-CN': '拒收' },
  not_collected: { kind: 'soft', en: 'Not collected', 'zh-CN': '逾期未领' },
} as const
export type ReturnReason = keyof typeof returnReasons

export interface ReturnedLetters {
  marked: number
  already: number
  /** As they were typed: misread, or of no letter of ours. */
  unknown: string[]
}

/**
 * Writes down what the post brought back, by the codes on the letters. Each is a bounce like any other: an address that
 * does not exist is not written to again. The same codes again change nothing.
 */
export async function recordReturned(
  deps: LetterDeps,
  workspace: Workspace,
  { codes, reason }: { codes: readonly string[]; reason: ReturnReason },
  actor: Actor,
): Promise<ReturnedLetters> {
  const typed = codes.map((code) => code.trim()).filter((code) => code !== '')
  const read = new Map(typed.map((each) => [each, readCode(each)]))
  const wanted = [...new Set([...read.values()].filter((code) => code !== null))]
  const rows = await deps.ledger.db
    .selectFrom('letters')
    .select(['id', 'code', 'state', 'delivery_id'])
    .where('workspace_id', '=', workspace.id)
    .where('code', 'in', wanted.length === 0 ? [''] : wanted)
    .where('state', 'in', ['handed_over', 'returned'])
    .execute()
  const known = new Set(rows.map(({ code }) => code))
  const fresh = rows.filter(({ state }) => state === 'handed_over')
  const at = workspace.clock.now()
  for (const { id, delivery_id } of fresh) {
    // The receipt first: it is safe to repeat, so a crash between the two loses nothing.
    await deps.receipt({
      ...{ workspaceId: workspace.id, channel: 'post', deliveryId: delivery_id, providerId: null },
      ...{ status: 'bounced', kind: returnReasons[reason].kind, code: reason.replace('_', ' '), at },
    })
    await deps.ledger.db
      .updateTable('letters')
      .set({ state: 'returned', returned_why: reason, returned_at: at })
      .where('id', '=', id)
      .execute()
  }
  if (fresh.length > 0)
    await writeAudit(deps.ledger.db, {
      ...{ workspaceId: workspace.id, actor, action: 'letters.returned' },
      ...{ subject: { kind: 'letters', id: 'returned' }, detail: { reason, letters: fresh.length } },
    })
  return {
    marked: fresh.length,
    already: rows.length - fresh.length,
    unknown: [...read].filter(([, code]) => code === null || !known.has(code)).map(([each]) => each),
  }
}
