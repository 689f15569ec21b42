import { createHash } from 'node:crypto'
import { sql as pg } from 'kysely'
import { z } from 'zod'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { servedProfile } from './api.ts'
import type { BuiltProfile, ServedProfile } from './build.ts'

/** Changes with the shape of profiles: rows that an earlier version of the program wrote are not served. */
const form = createHash('sha256')
  .update(JSON.stringify(z.toJSONSchema(servedProfile)))
  .digest('base64')
  .slice(0, 12)

/** @throws Error for a profile against its own schema: what is not documented does not leave */
export function textOf(profile: ServedProfile): string {
  return JSON.stringify(servedProfile.parse(profile))
}

/** Rows of the ledger: the profile as the text that is served, one a person. */
export async function readRows(
  ledger: Ledger,
  workspaceId: number,
  keys: readonly number[],
): Promise<Map<number, string>> {
  const { rows } = await pg<{ person_key: string; profile: string }>`
    SELECT person_key, profile::text AS profile FROM profile_rows
    WHERE workspace_id = ${workspaceId} AND person_key = ANY(${[...keys]}::bigint[]) AND form = ${form}
      AND (valid_until IS NULL OR valid_until > now())`.execute(ledger.db)
  return new Map(rows.map((row) => [Number(row.person_key), row.profile]))
}

/** @param asked somebody wants them now; otherwise they are only kept up to date */
export async function writeRows(
  ledger: Ledger,
  workspaceId: number,
  built: ReadonlyMap<number, BuiltProfile>,
  asked: boolean,
): Promise<void> {
  if (built.size === 0) return
  const list = [...built]
  // A person who was erased meanwhile has no row to hang it on, and gets none.
  await pg`
    INSERT INTO profile_rows (workspace_id, person_key, profile, form, built_at, valid_until, asked_at)
    SELECT ${workspaceId}, k, p::jsonb, ${form}, clock_timestamp(), v, now()
    FROM unnest(${list.map(([key]) => key)}::bigint[], ${list.map(([, one]) => textOf(one.profile))}::text[],
      ${list.map(([, one]) => one.validUntil)}::timestamptz[]) AS u(k, p, v)
    WHERE EXISTS (SELECT 1 FROM persons WHERE person_key = k)
    ON CONFLICT (workspace_id, person_key) DO UPDATE SET profile = excluded.profile, form = excluded.form, built_at = excluded.built_at,
      valid_until = excluded.valid_until,
      asked_at = CASE WHEN ${asked} THEN excluded.asked_at ELSE profile_rows.asked_at END`.execute(ledger.db)
}

export async function dropRows(ledger: Ledger, workspaceId: number, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return
  await ledger.db
    .deleteFrom('profile_rows')
    .where('workspace_id', '=', workspaceId)
    .where(pg<boolean>`person_key = ANY(${[...keys]}::bigint[])`)
    .execute()
}

/** Kept rows built before a moment, the longest waiting first. */
export async function rowsBefore(
  ledger: Ledger,
  workspaceId: number,
  before: Date,
  limit: number,
): Promise<number[]> {
  const rows = await ledger.db
    .selectFrom('profile_rows')
    .select('person_key')
    .where('workspace_id', '=', workspaceId)
    .where('built_at', '<', before)
    .orderBy('built_at')
    .limit(limit)
    .execute()
  return rows.map(({ person_key }) => Number(person_key))
}

/** Nobody has asked for them for a month: they are built again when somebody does. */
export async function forgetUnasked(ledger: Ledger): Promise<void> {
  await pg`DELETE FROM profile_rows WHERE asked_at < now() - interval '30 days'`.execute(ledger.db)
}
