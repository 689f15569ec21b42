import { sql as pg } from 'kysely'
import { type Ledger, lockNumbers, pumpAll } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { openDay, unknownDay } from './companies-now.ts'

const atOnce = 50_000
const pumpLock = lockNumbers.companyPump

/**
 * Copies companies and who works there into the warehouse. At least once: the newest version of a row wins there.
 * @returns rows copied
 */
export function pumpCompanies(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpBoth(ledger, warehouse)
}

/** The same for who stands in the write gate already. */
export function pumpUngated(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return pumpBoth(ledger, warehouse, (work) => work())
}

async function pumpBoth(
  ledger: Ledger,
  warehouse: Warehouse,
  gate?: Parameters<typeof pumpAll>[3],
): Promise<number> {
  const companies = await pumpAll(ledger, atOnce, () => companiesOnce(ledger, warehouse), gate)
  return companies + (await pumpAll(ledger, atOnce, () => contactsOnce(ledger, warehouse), gate))
}

/** What a company does not say itself, those merged into it say. */
const saidBy = (column: string, unknown: string) =>
  pg`coalesce(nullif(c.${pg.ref(column)}::text, ''), (SELECT m.${pg.ref(column)}::text FROM companies m
    WHERE m.current_id = c.id AND m.id <> c.id AND coalesce(m.${pg.ref(column)}::text, '') <> ''
    ORDER BY m.merged_at, m.id LIMIT 1), ${unknown})`

/** Tabs, line ends and backslashes would be others to the engine. */
const asCell = (text: ReturnType<typeof saidBy>) =>
  pg`translate(${text}, chr(9) || chr(10) || chr(13) || chr(92), '   /')`

function companiesOnce(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return ledger.transaction(async (trx) => {
    await pg`SELECT pg_advisory_xact_lock(${pumpLock})`.execute(trx)
    const { rows } = await pg<{ id: string; version: string; line: string }>`
      SELECT c.id, c.version, concat_ws(E'\t', c.workspace_id, c.id, c.current_id, coalesce(c.person_key, 0),
        ${asCell(pg`c.name_key`)}, ${asCell(saidBy('industry', ''))}, ${saidBy('size', '')}, ${saidBy('owner_id', '')},
        c.version) AS line
      FROM companies c WHERE c.copied_at IS NULL ORDER BY c.version LIMIT ${atOnce}`.execute(trx)
    if (rows.length === 0) return 0
    await warehouse.insert(
      'companies',
      [
        ...[
          'workspace_id',
          'company_id',
          'current_id',
          'person_key',
          'name_key',
          'industry',
          'size',
          'owner',
        ],
        'version',
      ],
      Buffer.from(`${rows.map(({ line }) => line).join('\n')}\n`),
    )
    // What was changed meanwhile has another version, and waits.
    await pg`
      UPDATE companies c SET copied_at = now()
      FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ version }) => version)}::bigint[]) AS u(i, v)
      WHERE c.id = i AND c.version = v`.execute(trx)
    return rows.length
  })
}

function contactsOnce(ledger: Ledger, warehouse: Warehouse): Promise<number> {
  return ledger.transaction(async (trx) => {
    await pg`SELECT pg_advisory_xact_lock(${pumpLock})`.execute(trx)
    const { rows } = await pg<{ key: string; n: number; version: string; line: string }>`
      SELECT k.person_key AS key, k.n, k.version, concat_ws(E'\t', k.workspace_id, k.person_key, k.n, k.company_id,
        coalesce(k.role, ''), coalesce(k.since, ${unknownDay}::date), coalesce(k.until, ${openDay}::date),
        (p.person_key IS NOT NULL)::int, k.is_live::int, k.version) AS line
      FROM company_contacts k
      LEFT JOIN company_primaries p ON p.company_id = k.company_id AND p.person_key = k.person_key
      WHERE k.copied_at IS NULL ORDER BY k.version LIMIT ${atOnce}`.execute(trx)
    if (rows.length === 0) return 0
    await warehouse.insert(
      'company_contacts',
      [
        ...['workspace_id', 'person_key', 'n', 'company_id', 'role', 'since', 'until'],
        ...['is_primary', 'is_live', 'version'],
      ],
      Buffer.from(`${rows.map(({ line }) => line).join('\n')}\n`),
    )
    await pg`
      UPDATE company_contacts k SET copied_at = now()
      FROM unnest(${rows.map(({ key }) => key)}::bigint[], ${rows.map(({ n }) => n)}::int[],
        ${rows.map(({ version }) => version)}::bigint[]) AS u(p, m, v)
      WHERE k.person_key = p AND k.n = m AND k.version = v`.execute(trx)
    return rows.length
  })
}
