import { Button } from 'antd'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { saveBlob, saveText } from '../download.ts'
import { Scroll } from '../scroll.tsx'
import { useTheme } from '../theme.tsx'
import { toCsv } from './csv.ts'
import { type ChartOption, echarts } from './engine.ts'

export interface ChartTable {
  head: string[]
  /** As written in the table. */
  rows: (string | number | null)[][]
  /** As written in the file, where it differs: plain numbers. */
  raw?: (string | number | null)[][]
}

/**
 * One chart: drawn, as a table, as PNG and CSV, and described in words for those who do not see it.
 * `option` must be stable (memoised) between renders.
 */
export function Chart({
  title,
  description,
  option,
  table,
  height = 280,
  fill = false,
  note,
  onPick,
}: {
  title: string
  description: string
  option: ChartOption
  table: ChartTable
  height?: number
  /** Grows with the part it stands in (`.fill`); `height` is the least then. */
  fill?: boolean
  note?: ReactNode
  onPick?: (index: number, series: string) => void
}) {
  const { t } = useTranslation()
  const { palette } = useTheme()
  const [asTable, setAsTable] = useState(false)
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<ReturnType<typeof echarts.init> | null>(null)
  const pick = useRef(onPick)
  pick.current = onPick
  const describedBy = useId()

  useEffect(() => {
    if (asTable || !host.current) return
    const instance = echarts.init(host.current)
    chart.current = instance
    instance.on('click', (event) => pick.current?.(event.dataIndex, event.seriesName ?? ''))
    const watch = new ResizeObserver(() => instance.resize())
    watch.observe(host.current)
    return () => {
      watch.disconnect()
      instance.dispose()
      chart.current = null
    }
  }, [asTable])
  useEffect(() => {
    if (!asTable) chart.current?.setOption(option, { notMerge: true })
  }, [option, asTable])

  const savePng = async () => {
    const url = chart.current?.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: palette.sheet })
    if (url) saveBlob(await (await fetchData(url)).blob(), `${title}.png`)
  }
  return (
    <figure className={fill ? 'chart chart-fill' : 'chart'}>
      <div className="chart-tools">
        <Button size="small" type="text" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('chart.asChart') : t('chart.asTable')}
        </Button>
        <Button size="small" type="text" disabled={asTable} onClick={() => void savePng()}>
          PNG
        </Button>
        <Button
          size="small"
          type="text"
          onClick={() => saveText(toCsv(table.head, table.raw ?? table.rows), `${title}.csv`)}
        >
          CSV
        </Button>
      </div>
      {asTable ? (
        <ChartAsTable title={title} table={table} height={height} />
      ) : (
        <div
          ref={host}
          className="chart-host"
          role="img"
          aria-label={title}
          aria-describedby={describedBy}
          style={fill ? { minHeight: height } : { height }}
        />
      )}
      <figcaption>
        <span id={describedBy} className="visually-hidden">
          {description}
        </span>
        {note}
      </figcaption>
    </figure>
  )
}

/** A data URL as an answer, without `fetch`: the page's content policy lets it connect to the server alone. */
async function fetchData(url: string): Promise<Response> {
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (c) => c.charCodeAt(0))
  return new Response(bytes, { headers: { 'content-type': 'image/png' } })
}

function ChartAsTable({ title, table, height }: { title: string; table: ChartTable; height: number }) {
  return (
    <Scroll label={title} maxHeight={Math.max(height, 200)}>
      <table className="table">
        <caption className="visually-hidden">{title}</caption>
        <thead>
          <tr>
            {table.head.map((head, index) => (
              <th key={head} scope="col" className={index === 0 ? '' : 'figure'}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.join('|')}>
              {row.map((value, index) => (
                <td key={table.head[index]} className={index === 0 ? '' : 'figure'}>
                  {value ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
