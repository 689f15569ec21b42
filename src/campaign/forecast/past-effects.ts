import { z } from 'zod'
import { interval, type Localized } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Objective } from '../plans/api.ts'
import type { PastEffect } from './prior.ts'

const stored = z.object({ effectPerCustomer: interval })

/** Effects of the campaigns of an objective that have ended, as their final reports found them. */
export async function pastEffects(
  ledger: Ledger,
  workspace: Workspace,
  objective: Objective,
): Promise<PastEffect[]> {
  const rows = await ledger.db
    .selectFrom('campaigns')
    .select('final_report')
    .where('workspace_id', '=', workspace.id)
    .where('objective', '=', objective)
    .where('final_report', 'is not', null)
    .orderBy('evaluated_at', 'desc')
    .limit(50)
    .execute()
  return rows.flatMap((row) => {
    const report = stored.safeParse(row.final_report)
    if (!report.success) return []
    const { estimate, lo, hi } = report.data.effectPerCustomer
    if (estimate === null || lo === null || hi === null) return []
    return [{ effect: estimate, standardError: (hi - lo) / 2 / 1.96 }]
  })
}

/** A figure of a forecast. */
export interface Figure {
  value: number | null
  lo: number | null
  hi: number | null
  basis: 'history' | 'assumption' | 'no_basis' | 'exact'
  note: Localized
}

export function exact(value: number | null, note: Localized): Figure {
  return { value, lo: null, hi: null, basis: 'exact', note }
}

export function unknown(note: Localized): Figure {
  return { value: null, lo: null, hi: null, basis: 'no_basis', note }
}
