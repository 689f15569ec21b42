import type { Localized } from '../../../kit/api-shapes.ts'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { ownersOf } from '../../companies/list.ts'
import { scopeOf } from '../../prospects/overview.ts'
import { firstSources, firstTouches, prospectStates, sourceColumns } from '../../prospects/prospects-now.ts'
import { prospectCatalogue, prospectEnds } from '../../prospects/stages.ts'
import { todayOf } from '../../quality/days.ts'
import type { Bind, ListColumn } from './column.ts'

/** Where prospects stand and came from. Their joins are made only where such a column is asked for. */
export async function leadColumns(ledger: Ledger, workspace: Workspace): Promise<ListColumn[]> {
  const [{ stages }, owners, sources] = await Promise.all([
    prospectCatalogue(ledger, workspace.id),
    ownersOf(ledger.db, workspace.id),
    ledger.db.selectFrom('sources').select(['id', 'name']).where('workspace_id', '=', workspace.id).execute(),
  ])
  const both = (text: string): Localized => ({ en: text, 'zh-CN': text })
  const stageWords = Object.fromEntries([...stages, ...prospectEnds].map(({ id, label }) => [id, label]))
  const ownerWords = Object.fromEntries([...owners].map(([id, name]) => [id, both(name)]))
  const sourceWords = Object.fromEntries(sources.map(({ id, name }) => [id, both(name)]))
  const scope = (bind: Bind, here: SqlFragment) => ({
    ...scopeOf(workspace, workspace.clock.now(), bind),
    only: here,
  })
  const states = {
    alias: 'lead',
    select: (bind: Bind, here: SqlFragment) =>
      sql`SELECT person AS person_key, stage, since, owner, said_source, next_on, bought_at FROM (${prospectStates(scope(bind, here))})`,
  }
  const origins = {
    alias: 'origin',
    select: (bind: Bind, here: SqlFragment) => sql`
      SELECT s.person AS person_key, source, at FROM (
        SELECT s.person AS person, t.at AS at, ${sourceColumns} FROM (${prospectStates(scope(bind, here))}) AS s
        LEFT JOIN (${firstTouches(scope(bind, here))}) AS t ON t.person = s.person
        LEFT JOIN (${firstSources(scope(bind, here))}) AS d ON d.person = s.person) AS s`,
  }
  const column = (
    id: string,
    label: Localized,
    type: ListColumn['type'],
    join: NonNullable<ListColumn['join']>,
    read: ListColumn['sql'],
    words?: NonNullable<ListColumn['words']>,
  ): ListColumn => ({
    ...{ id, label, group: 'leads', type, join, sql: read },
    sortable: type !== 'text',
    ...(words ? { words } : {}),
  })
  const days = (bind: Bind) => {
    const { zone, today } = todayOf(workspace)
    return sql`if(lead.bought_at IS NULL, toNullable(dateDiff('day', toDate(lead.since, ${bind('String', zone)}), ${bind('Date', today)})), NULL)`
  }
  return [
    column(
      'lead_stage',
      { en: 'Stage', 'zh-CN': '阶段' },
      'text',
      states,
      () => sql`nullIf(lead.stage, '')`,
      stageWords,
    ),
    column('lead_days', { en: 'Days in stage', 'zh-CN': '停留天数' }, 'number', states, days),
    column(
      'lead_owner',
      { en: 'Looked after by', 'zh-CN': '负责人' },
      'text',
      states,
      () => sql`nullIf(lead.owner, '')`,
      ownerWords,
    ),
    column('lead_next', { en: 'Next step', 'zh-CN': '下一步日期' }, 'text', states, () => {
      return sql`if(lead.bought_at IS NULL, toString(lead.next_on), NULL)`
    }),
    column(
      'lead_source',
      { en: 'Came from', 'zh-CN': '来源' },
      'text',
      origins,
      () => sql`nullIf(origin.source, '')`,
      sourceWords,
    ),
    column(
      'first_touch',
      { en: 'First touch', 'zh-CN': '首次触点' },
      'instant',
      origins,
      () => sql`nullIf(toUnixTimestamp64Milli(origin.at), 0)`,
    ),
  ]
}
