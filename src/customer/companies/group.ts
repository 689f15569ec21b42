import type { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import type { companyDetail } from './api.ts'
import type { Basis } from './figures.ts'
import { companyRows, parentsOf } from './list.ts'
import type { CompanyDeps } from './room.ts'

type Group = z.output<typeof companyDetail>['group']

/** The company itself, and where it has others above or below, the one at the top and all below that. */
export async function groupOf(
  deps: CompanyDeps,
  workspace: Workspace,
  { company: id, basis }: { company: string; basis: Basis },
) {
  const parents = await parentsOf(deps.ledger.db, workspace.id)
  const below = new Map<string, string[]>()
  for (const [one, parent] of parents) below.set(parent, [...(below.get(parent) ?? []), one])
  let top = id
  const seen = new Set([id])
  for (let parent = parents.get(top); parent && !seen.has(parent); parent = parents.get(top)) {
    top = parent
    seen.add(parent)
  }
  const placed = new Set<string>()
  const place = (one: string): void => {
    if (placed.has(one)) return
    placed.add(one)
    for (const next of below.get(one) ?? []) place(next)
  }
  place(top)
  const rows = new Map((await companyRows(deps, workspace, basis, [...placed])).map((row) => [row.id, row]))
  const list = [...placed].flatMap((one): Group => {
    const row = rows.get(one)
    if (!row) return []
    const parentId = one === top ? null : (row.parent?.id ?? null)
    return [
      {
        ...{ id: one, name: row.name, parentId },
        ...{ contacts: row.contacts, revenueMinor: row.figures.revenueMinor },
      },
    ]
  })
  return { rows, list: list.length > 1 ? list : [] }
}
