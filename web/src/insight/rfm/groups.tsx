import { useTranslation } from 'react-i18next'
import type { Rfm } from '../../api/types.ts'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

/** The groups of the grid, in words and figures; a group opens its people. */
export function RfmGroups({
  rfm,
  chosen,
  onChoose,
}: {
  rfm: Rfm
  chosen: string | null
  onChoose: (id: string) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  return (
    <DataTable
      label={t('insight.rfm.groups')}
      rows={rfm.groups}
      rowKey={(row) => row.id}
      selected={chosen}
      onOpen={(row) => onChoose(row.id)}
      columns={[
        {
          key: 'name',
          title: t('insight.rfm.group'),
          render: (row) => (
            <>
              {local(row.name)}
              <span className="row-help">{local(row.help)}</span>
            </>
          ),
        },
        {
          key: 'n',
          title: t('insight.rfm.customers'),
          figure: true,
          render: (row) =>
            row.isHidden ? (
              <span className="faint">{t('insight.rfm.hiddenGroup', { k: rfm.hidden?.k ?? 0 })}</span>
            ) : (
              format.integer(row.customers)
            ),
        },
        {
          key: 'share',
          title: t('insight.rfm.share'),
          figure: true,
          render: (row) => (row.isHidden ? '–' : format.percent(row.customersShare)),
        },
        {
          key: 'value',
          title: t('insight.rfm.value'),
          figure: true,
          render: (row) => (row.isHidden ? '–' : format.moneyCompact(row.monetaryMinor, rfm.currency)),
        },
        {
          key: 'medians',
          title: t('insight.rfm.medians'),
          figure: true,
          render: (row) =>
            row.isHidden
              ? '–'
              : [
                  t('insight.rfm.daysShort', { value: format.integer(Math.round(row.medianRecencyDays)) }),
                  t('insight.rfm.times', {
                    value: format.decimal(row.medianFrequency, Number.isInteger(row.medianFrequency) ? 0 : 1),
                  }),
                  format.moneyCompact(row.medianMonetaryMinor, rfm.currency),
                ].join(' · '),
        },
      ]}
    />
  )
}
