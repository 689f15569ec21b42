import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Company } from '../../api/types.ts'
import { Chart } from '../../ui/chart/lazy-chart.tsx'
import { categoryAxis, chartBase, valueAxis } from '../../ui/chart/look.ts'
import { useTheme } from '../../ui/theme.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** What counts for a company, by month. */
export function ValueChart({ company }: { company: Company }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { palette } = useTheme()
  const { months, currency } = company
  const option = useMemo(
    () => ({
      ...chartBase(palette),
      grid: { left: 8, right: 8, top: 24, bottom: 8, containLabel: true },
      xAxis: categoryAxis(
        palette,
        months.map(({ month }) => month),
      ),
      yAxis: valueAxis(palette, (value) => format.moneyCompact(value, currency)),
      series: [
        {
          name: t('companies.revenue'),
          type: 'bar',
          barMaxWidth: 32,
          itemStyle: { color: palette.series[0] },
          data: months.map(({ revenueMinor }) => revenueMinor),
        },
      ],
    }),
    [months, currency, palette, format, t],
  )
  return (
    <Chart
      title={t('companies.one.value')}
      description={t('companies.one.valueText')}
      option={option}
      height={220}
      note={t('companies.one.valueText')}
      table={{
        head: [t('companies.one.month'), t('companies.orders'), t('companies.revenue')],
        rows: months.map((one) => [
          one.month,
          format.integer(one.orders),
          format.money(one.revenueMinor, currency),
        ]),
        raw: months.map((one) => [one.month, one.orders, one.revenueMinor]),
      }}
    />
  )
}
