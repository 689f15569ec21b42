import { useTranslation } from 'react-i18next'
import { useMay } from '../api/hooks.ts'
import type { CustomerRow } from '../api/types.ts'
import { DataTable } from '../ui/table.tsx'
import { useFormat } from '../ui/use-format.ts'

/** A few customers, each opening in its own page; not shown to roles that see figures only. */
export function PeopleSample({ rows, currency }: { rows: readonly CustomerRow[]; currency: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const may = useMay('customers.read')
  if (!may || rows.length === 0) return null
  return (
    <DataTable
      label={t('insight.segments.sample')}
      rows={rows}
      rowKey={(row) => row.customerId}
      linkOf={(row) => `/customers/${row.customerId}`}
      columns={[
        { key: 'label', title: t('insight.segments.sample'), render: (row) => row.label },
        {
          key: 'last',
          title: t('customers.col.last'),
          figure: true,
          render: (row) => format.date(row.lastOrderAt),
        },
        {
          key: 'spent',
          title: t('customers.col.spent'),
          figure: true,
          render: (row) => format.moneyCompact(row.monetaryMinor, currency),
        },
      ]}
    />
  )
}
