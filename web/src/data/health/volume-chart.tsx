import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { OneHealth } from '../../api/types.ts'
import { Chart } from '../../ui/chart/lazy-chart.tsx'
import { band, categoryAxis, chartBase, valueAxis } from '../../ui/chart/look.ts'
import { useTheme } from '../../ui/theme.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Rows of each day as bars, over the usual range of the weekday. */
export function VolumeChart({ volume }: { volume: OneHealth['volume'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { palette } = useTheme()
  const option = useMemo(
    () => ({
      ...chartBase(palette),
      grid: { left: 8, right: 8, top: 24, bottom: 8, containLabel: true },
      xAxis: categoryAxis(
        palette,
        volume.map(({ day }) => day),
      ),
      yAxis: valueAxis(palette, (value) => format.compact(value)),
      series: [
        ...band(
          t('quality.health.usual'),
          palette.series[5] ?? palette.inkSoft,
          volume.map(({ low, high }) => ({ lo: low, hi: high })),
        ),
        {
          name: t('quality.health.rowsRead'),
          type: 'bar',
          z: 3,
          data: volume.map(({ rows, alarm }) => ({
            value: rows,
            itemStyle: { color: alarm ? palette.series[1] : palette.series[0] },
          })),
        },
      ],
    }),
    [volume, palette, format, t],
  )
  return (
    <Chart
      title={t('quality.health.volume')}
      description={t('quality.health.volumeText')}
      option={option}
      height={240}
      note={t('quality.health.volumeText')}
      table={{
        head: [t('quality.health.day'), t('quality.health.rowsRead'), t('quality.health.usual')],
        rows: volume.map(({ day, rows, low, high }) => [
          day,
          format.integer(rows),
          low === null || high === null ? null : `${format.integer(low)} … ${format.integer(high)}`,
        ]),
        raw: volume.map(({ day, rows, low }) => [day, rows, low]),
      }}
    />
  )
}
