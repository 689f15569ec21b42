import { loadavg } from 'node:os'
import { sql as pg } from 'kysely'
import { companiesQuery } from '../../customer/companies/api.ts'
import { reckonCompanyFigures, refreshKnowledge } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { type Bench, median, timed } from './bench.ts'
import { populate } from './population.ts'
import { benchWorkspace } from './workspace.ts'

/** Of the people of the workspace: one in three works somewhere, and one in twenty of those left before. */
const perCompany = 20

/** The list of companies by what their contacts bought, and the page of one. */
export const companiesBench: Bench = {
  id: 'companies',
  summary: {
    en: 'list and page of companies, 50,000 companies, 1 M customers, 10 M order lines',
    zh: '公司列表与公司页：5 万家公司、100 万客户、1000 万订单行',
  },
  async run({ withApp, scale, report }) {
    const customers = Math.round(1_000_000 * scale)
    const companies = Math.round(customers / perCompany)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      report(`populating ${customers} customers …`)
      const size = await populate(app, workspace.id, customers, app.clock.now())
      report(`writing ${companies} companies …`)
      const contacts = await employ(app, workspace, { customers, companies })
      await refreshKnowledge(app.stores, workspace)
      const { companies: room } = app.rooms.customer
      report('reckoning the figures of all …')
      const first = await timed(() => reckonCompanyFigures(app.stores, workspace))
      const again = await timed(() => reckonCompanyFigures(app.stores, workspace))
      report('asking for pages …')
      const ask = async (wanted: object) => {
        const query = companiesQuery.parse(wanted)
        const page = await timed(() => room.list(workspace, query))
        return { ms: page.ms, first: page.value.items[0]?.id ?? '', total: page.value.total ?? 0 }
      }
      const wishes = [
        ...[
          {},
          { sort: 'last_order' },
          { sort: 'contacts', basis: 'now' },
          { sort: 'name', direction: 'asc' },
        ],
        ...[
          { search: '4217' },
          { minRevenueMinor: 2_000_000, quietDays: 30 },
          { maxKnowledge: 40, sort: 'knowledge' },
        ],
      ]
      const lists: number[] = []
      const pages: number[] = []
      for (let round = 0; round < 5; round += 1)
        for (const wish of wishes) {
          const { ms, first: id } = await ask(wish)
          lists.push(ms)
          if (id !== '') pages.push((await timed(() => room.one(workspace, id, 'there'))).ms)
        }
      const detail = (times: readonly number[]) => ({
        ...{ runs: times.length, worst: Math.round(Math.max(...times)) },
        load: Number((loadavg()[0] ?? 0).toFixed(1)),
      })
      return [
        {
          ...{ name: 'a page of the list, median', value: Math.round(median(lists)), unit: 'ms' },
          ...{ budget: null, detail: { ...size, companies, contacts, ...detail(lists) } },
        },
        {
          ...{ name: 'the page of one company, median', value: Math.round(median(pages)), unit: 'ms' },
          ...{ budget: null, detail: detail(pages) },
        },
        {
          ...{ name: 'figures of all companies, both ways to count', value: again.ms / 1_000, unit: 's' },
          ...{ budget: null, detail: { firstSeconds: Math.round(first.ms) / 1_000 } },
        },
      ]
    })
  },
}

/** @returns contacts written */
async function employ(
  app: App,
  workspace: Workspace,
  { customers, companies }: { customers: number; companies: number },
): Promise<number> {
  const { db } = app.stores.ledger
  await pg`INSERT INTO persons (workspace_id) SELECT ${workspace.id} FROM generate_series(1, ${customers}::int)`.execute(
    db,
  )
  // Each tenth belongs to the one before the ten, with an industry of its own.
  await pg`
    INSERT INTO companies (id, workspace_id, name, name_key, name_index, industry, size, current_id, created_at)
    SELECT id, ${workspace.id}, '公司' || n, '公司' || n, sha256(n::text::bytea), 'I' || n % 40, 'small', id, now()
    FROM (SELECT n, md5('company' || n)::uuid AS id FROM generate_series(1, ${companies}::int) AS n) AS made`.execute(
    db,
  )
  await pg`
    UPDATE companies SET parent_id = md5('company' || (substr(name, 3)::int / 10 * 10))::uuid
    WHERE workspace_id = ${workspace.id} AND substr(name, 3)::int % 10 <> 0 AND substr(name, 3)::int > 10`.execute(
    db,
  )
  const { numAffectedRows } = await pg`
    INSERT INTO company_contacts (person_key, n, workspace_id, company_id, since, until, is_live)
    SELECT p.person_key, 0, ${workspace.id}, md5('company' || (1 + p.person_key * 7919 % ${companies}))::uuid, NULL,
      CASE WHEN p.person_key % 60 = 0 THEN current_date - 100 END, true
    FROM persons p WHERE p.workspace_id = ${workspace.id} AND p.person_key % 3 = 0`.execute(db)
  await app.rooms.customer.companies.pump()
  await pg`ANALYZE companies, company_contacts`.execute(db)
  return Number(numAffectedRows ?? 0)
}
