import { useTranslation } from 'react-i18next'
import type { Report } from '../../api/types.ts'
import { ownName } from '../../ui/language-name.ts'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

const counts = ['delivered', 'opened', 'clicked', 'unsubscribed'] as const

/** What was written in which language, and what its readers did; of a creative in several. */
export function ByLanguage({ rows }: { rows: NonNullable<Report['languages']> }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (rows.length === 0) return null
  return (
    <DataTable
      label={t('campaigns.live.byLanguage')}
      rows={rows}
      rowKey={(row) => row.language}
      columns={[
        {
          key: 'language',
          title: t('campaigns.live.language'),
          render: (row) => <span lang={row.language}>{ownName(row.language)}</span>,
        },
        {
          key: 'sent',
          title: t('campaigns.live.sent'),
          figure: true,
          render: (row) => format.integer(row.sent),
        },
        ...counts.map((key) => ({
          key,
          title: t(`campaigns.live.${key}`),
          figure: true,
          render: (row: (typeof rows)[number]) =>
            row.sent === 0
              ? format.integer(row[key])
              : `${format.integer(row[key])} · ${format.percent(row[key] / row.sent)}`,
        })),
      ]}
    />
  )
}
