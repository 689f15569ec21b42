import { useTranslation } from 'react-i18next'
import type { RepairOverview } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { ImportStatus } from '../data-page.tsx'

/** What was repaired before, by whom; each opens, to be taken back. */
export function PastRepairs({ repairs }: { repairs: RepairOverview['repairs'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (repairs.length === 0) return null
  const figure = (key: 'read' | 'stored' | 'repeated' | 'rejected') => ({
    key,
    title: t(`data.col.${key}`),
    figure: true,
    render: (row: RepairOverview['repairs'][number]) => format.integer(row[key]),
  })
  return (
    <Part title={t('data.repair.past')} note={t('data.repair.pastNote')}>
      <DataTable
        label={t('data.repair.past')}
        rows={repairs}
        rowKey={(row) => row.id}
        linkOf={(row) => `/data/imports/${row.id}`}
        columns={[
          { key: 'when', title: t('data.col.when'), render: (row) => format.dateTime(row.at) },
          { key: 'who', title: t('data.repair.who'), render: (row) => row.by },
          {
            key: 'status',
            title: t('data.col.status'),
            render: (row) => <ImportStatus status={row.status} />,
          },
          {
            key: 'mapping',
            title: t('data.mapping'),
            render: (row) => t(row.otherMapping ? 'data.repair.corrected' : 'data.repair.sameMapping'),
          },
          figure('read'),
          figure('stored'),
          figure('repeated'),
          figure('rejected'),
        ]}
      />
    </Part>
  )
}
