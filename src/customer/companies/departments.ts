import { sql } from 'kysely'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Db } from '../identity/members.ts'
import type { NameForms } from '../identity/names/forms.ts'

const deepest = 8

/** The names of a path as files write it: 销售部 > 华东区, Sales / East, Sales\East. */
export function departmentPath(text: string): string[] {
  return text
    .normalize('NFKC')
    .split(/[>/\\|›»→]/)
    .map((name) => name.replace(/\s+/g, ' ').trim())
    .filter((name) => name !== '')
    .slice(0, deepest)
}

export const departmentKey = (name: string, forms: NameForms): string => forms.plain(name).replaceAll(' ', '')

/** Departments of companies by their names; those nobody knows are made. For one transaction, under the lock. */
export async function openDepartments(
  db: Db,
  forms: NameForms,
  workspace: Workspace,
  importId: string | null,
) {
  const { rows } = await sql<{ id: string; company_id: string; parent_id: string | null; name_key: string }>`
    SELECT id, company_id, parent_id, name_key FROM company_departments WHERE workspace_id = ${workspace.id}`.execute(
    db,
  )
  const nameOf = (company: string, parent: string | null, key: string) => `${company} ${parent ?? ''} ${key}`
  const known = new Map(rows.map((row) => [nameOf(row.company_id, row.parent_id, row.name_key), row.id]))
  const fresh: {
    id: string
    company_id: string
    parent_id: string | null
    name: string
    name_key: string
  }[] = []
  return {
    /** @returns the innermost of the path; null for an empty one */
    resolve(company: string, path: readonly string[]): string | null {
      let parent: string | null = null
      for (const name of path) {
        const key = departmentKey(name, forms)
        const at = nameOf(company, parent, key)
        let id = known.get(at)
        if (id === undefined) {
          id = newId()
          known.set(at, id)
          fresh.push({ id, company_id: company, parent_id: parent, name, name_key: key })
        }
        parent = id
      }
      return parent
    },
    async save(): Promise<void> {
      for (let at = 0; at < fresh.length; at += 500)
        await db
          .insertInto('company_departments')
          .values(
            fresh
              .slice(at, at + 500)
              .map((one) => ({ ...one, workspace_id: workspace.id, import_id: importId })),
          )
          .execute()
    },
  }
}
