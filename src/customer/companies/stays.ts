import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Db } from '../identity/members.ts'
import { foldStays, type Statement, type Stay } from './fold.ts'

/** A word on its way into the log. */
export interface NewStatement extends Omit<Statement, 'source' | 'importId'> {
  personKey: number
}

export interface Speaker {
  /** `kind:id`, or `import:source`. */
  by: string
  at: Date
  importId: string | null
}

/** Adds what was said; a row of an import says it once, however often it is written. Call `refold` after. */
export async function say(
  db: Db,
  workspace: Workspace,
  speaker: Speaker,
  words: readonly (NewStatement & { row?: number })[],
): Promise<void> {
  if (words.length === 0) return
  const list = <T>(pick: (word: NewStatement & { row?: number }) => T) => words.map(pick)
  await sql`
    INSERT INTO company_statements (workspace_id, person_key, company_id, said, department_id, role, title, since, until,
      keeps_others, said_on, said_at, said_by, import_id, import_row)
    SELECT ${workspace.id}, w.p, w.c, w.said, w.d, w.role, w.title, w.since, w.until, w.keeps, w.day, ${speaker.at},
      ${speaker.by}, ${speaker.importId}::uuid, w.row
    FROM unnest(${list((w) => w.personKey)}::bigint[], ${list((w) => w.companyId)}::uuid[], ${list((w) => w.said)}::text[],
      ${list((w) => w.departmentId)}::uuid[], ${list((w) => w.role)}::text[], ${list((w) => w.title)}::text[],
      ${list((w) => w.since)}::date[], ${list((w) => w.until)}::date[], ${list((w) => w.keepsOthers)}::boolean[],
      ${list((w) => w.saidOn)}::date[], ${list((w) => w.row ?? null)}::bigint[])
      AS w(p, c, said, d, role, title, since, until, keeps, day, row)
    JOIN persons ON persons.person_key = w.p AND persons.workspace_id = ${workspace.id}
    ON CONFLICT DO NOTHING`.execute(db)
}

/** What was said of each of these, in its order, of companies as they are today. */
export async function statementsOf(db: Db, keys: readonly number[]): Promise<Map<number, Statement[]>> {
  const { rows } = await sql<{
    person_key: string
    company_id: string
    said: Statement['said']
    department_id: string | null
    role: string | null
    title: string | null
    since: string | null
    until: string | null
    keeps_others: boolean
    said_on: string
    said_by: string
    import_id: string | null
  }>`
    SELECT s.person_key, c.current_id AS company_id, s.said, s.department_id, s.role, s.title, s.since::text, s.until::text,
      s.keeps_others, s.said_on::text, s.said_by, s.import_id
    FROM company_statements s JOIN companies c ON c.id = s.company_id
    WHERE s.person_key = ANY(${[...keys]}::bigint[]) ORDER BY s.person_key, s.said_at, s.import_row, s.id`.execute(
    db,
  )
  const said = new Map<number, Statement[]>()
  for (const row of rows) {
    const key = Number(row.person_key)
    const list = said.get(key) ?? []
    list.push({
      companyId: row.company_id,
      said: row.said,
      departmentId: row.department_id,
      role: row.role,
      title: row.title,
      since: row.since,
      until: row.until,
      keepsOthers: row.keeps_others,
      saidOn: row.said_on,
      source: row.said_by.startsWith('import:') ? row.said_by : null,
      importId: row.import_id,
    })
    said.set(key, list)
  }
  return said
}

/** Makes anew where these worked and work, of all that was said; what is the same stays untouched. */
export async function refold(db: Db, workspace: Workspace, keys: readonly number[]): Promise<void> {
  const people = [...new Set(keys)]
  if (people.length === 0) return
  const said = await statementsOf(db, people)
  const rows: (Stay & { key: number; n: number })[] = []
  const counts: number[] = []
  for (const key of people) {
    const stays = foldStays(said.get(key) ?? [])
    counts.push(stays.length)
    stays.forEach((stay, n) => {
      rows.push({ ...stay, key, n })
    })
  }
  const list = <T>(pick: (row: (typeof rows)[number]) => T) => rows.map(pick)
  await sql`
    INSERT INTO company_contacts AS k (person_key, n, workspace_id, company_id, department_id, role, title, since, until, is_live)
    SELECT s.p, s.n, ${workspace.id}, s.c, s.d, s.role, s.title, s.since, s.until, true
    FROM unnest(${list((r) => r.key)}::bigint[], ${list((r) => r.n)}::int[], ${list((r) => r.companyId)}::uuid[],
      ${list((r) => r.departmentId)}::uuid[], ${list((r) => r.role)}::text[], ${list((r) => r.title)}::text[],
      ${list((r) => r.since)}::date[], ${list((r) => r.until)}::date[]) AS s(p, n, c, d, role, title, since, until)
    ON CONFLICT (person_key, n) DO UPDATE SET company_id = excluded.company_id, department_id = excluded.department_id,
      role = excluded.role, title = excluded.title, since = excluded.since, until = excluded.until, is_live = true,
      version = nextval('company_versions'), copied_at = NULL
    WHERE (k.company_id, k.department_id, k.role, k.title, k.since, k.until, k.is_live) IS DISTINCT FROM
      (excluded.company_id, excluded.department_id, excluded.role, excluded.title, excluded.since, excluded.until, true)`.execute(
    db,
  )
  await sql`
    UPDATE company_contacts k SET is_live = false, version = nextval('company_versions'), copied_at = NULL
    FROM unnest(${people}::bigint[], ${counts}::int[]) AS u(p, many)
    WHERE k.person_key = u.p AND k.n >= u.many AND k.is_live`.execute(db)
}

/** Whose words name one of these companies. */
export async function peopleOf(db: Db, companies: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ person_key: string }>`
    SELECT DISTINCT person_key FROM company_statements WHERE company_id = ANY(${[...companies]}::uuid[])`.execute(
    db,
  )
  return rows.map((row) => Number(row.person_key))
}
