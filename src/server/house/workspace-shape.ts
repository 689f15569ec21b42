import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { workspaceShape } from './api.ts'

/** A workspace as the API shows it. */
export function toWorkspaceShape(
  row: Selectable<LedgerSchema['workspaces']>,
): z.input<typeof workspaceShape> {
  const { mailFrom } = row.settings
  return {
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    currency: row.currency,
    timeZone: row.time_zone,
    locale: row.locale === 'en' ? 'en' : 'zh-CN',
    personNoun: row.person_noun,
    mailFrom: typeof mailFrom === 'string' ? mailFrom : null,
  }
}
