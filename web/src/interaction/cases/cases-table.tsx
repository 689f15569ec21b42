import { useTranslation } from 'react-i18next'
import type { CaseRow } from '../../api/types.ts'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { CaseState, useSeverity, useTier, useTopics } from './words.tsx'

/** Cases in the order they came; the first cell opens one. */
export function CasesTable({ rows, withCustomer }: { rows: readonly CaseRow[]; withCustomer: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [severity, topics, tier] = [useSeverity(), useTopics(), useTier()]
  return (
    <DataTable
      label={t('cases.list')}
      rows={rows}
      rowKey={({ id }) => id}
      linkOf={({ id }) => `/interaction/cases/${id}`}
      columns={[
        { key: 'about', title: t('cases.about'), render: (row) => topics(row.topics) },
        { key: 'severity', title: t('cases.severity'), render: (row) => severity(row.severity) },
        ...(withCustomer
          ? [
              { key: 'tier', title: t('cases.tier'), render: (row: CaseRow) => tier(row.tier) },
              { key: 'customer', title: t('cases.customer'), render: (row: CaseRow) => row.customerId },
            ]
          : []),
        {
          key: 'owner',
          title: t('cases.owner'),
          render: ({ owner }) => owner?.name ?? <span className="faint">{t('cases.nobody')}</span>,
        },
        {
          key: 'state',
          title: t('cases.stateFilter'),
          render: (row) => (
            <>
              <CaseState row={row} />
              {row.escalation === 'none' || row.answeredAt !== null ? null : (
                <span className="row-help">{t(`cases.escalations.${row.escalation}`)}</span>
              )}
            </>
          ),
        },
        {
          key: 'remedy',
          title: t('cases.remedy'),
          render: ({ remedy }) =>
            remedy === null ? (
              <span className="faint">–</span>
            ) : (
              <>
                {remedy.label} <span className="soft">{t(`cases.remedyStates.${remedy.state}`)}</span>
              </>
            ),
        },
        {
          key: 'received',
          title: t('cases.received'),
          figure: true,
          render: (row) => format.dateTime(row.receivedAt),
        },
        { key: 'due', title: t('cases.due'), figure: true, render: (row) => format.dateTime(row.dueAt) },
      ]}
    />
  )
}
