import type { Localized } from '../../../kit/api-shapes.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { policyOf } from '../../consent/policy.ts'

/** What people's data can be used for: what consents are asked for, and analysis, of which no single person hears. */
export interface Use {
  id: string
  label: Localized
}

export const analysis: Use = { id: 'analysis', label: { en: 'Analysis', 'zh-CN': '统计分析' } }

export async function usesOf(db: Ledger['db'], workspaceId: number): Promise<Use[]> {
  const { purposes } = await policyOf(db, workspaceId)
  return [analysis, ...purposes.map(({ id, label }) => ({ id, label }))]
}
