import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Rfm } from '../../api/types.ts'
import { toCsv } from '../../ui/chart/csv.ts'
import { saveText } from '../../ui/download.ts'
import { minorDigits } from '../../ui/format.ts'
import { Scroll } from '../../ui/scroll.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { type Cell, gridCells, strength } from './cells.ts'
import { saveGridPng } from './grid-png.ts'

/** Percent of blue in the fullest cell: ink stays readable on it, by day and by night. */
const deepest = 64

/** The R × F grid as a table of buttons: read, clicked and walked with the keyboard alike. */
export function RfmGrid({
  rfm,
  chosen,
  onChoose,
}: {
  rfm: Rfm
  chosen: { r: number; f: number } | null
  onChoose: (cell: Cell) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const bins = rfm.settings.bins
  const cells = gridCells(rfm.cells, bins)
  const most = Math.max(...cells.map((cell) => cell.customers))
  const rows = Array.from({ length: bins }, (_, index) => bins - index)
  const scores = Array.from({ length: bins }, (_, index) => index + 1)
  const nested = rfm.settings.scheme === 'nested'
  const edges = { r: rfm.cuts.recencyDays, f: rfm.cuts.frequency }
  const recency = (r: number) => {
    const edge = edges.r[bins - r]
    if (edge !== undefined) return t('insight.rfm.days', { value: format.integer(edge) })
    return t('insight.rfm.daysOver', { value: format.integer(edges.r.at(-1)) })
  }
  const frequency = (f: number) => {
    const edge = edges.f[f - 1]
    if (edge !== undefined)
      return t('insight.rfm.timesUpTo', { value: format.decimal(edge, Number.isInteger(edge) ? 0 : 1) })
    return t('insight.rfm.timesOver', { value: format.decimal(edges.f.at(-1), 0) })
  }
  const save = () => {
    const head = [t('insight.rfm.r'), t('insight.rfm.f'), t('insight.rfm.customers'), t('insight.rfm.mean')]
    const scale = 10 ** minorDigits(rfm.currency)
    const lines = cells.map((c) => [
      c.r,
      c.f,
      c.customers,
      c.customers === 0 ? 0 : c.monetaryMinor / c.customers / scale,
    ])
    saveText(toCsv(head, lines), 'rfm.csv')
  }
  return (
    <div>
      <div className="chart-tools">
        <Button size="small" type="text" onClick={() => saveGridPng(cells, bins, most, 'rfm.png')}>
          PNG
        </Button>
        <Button size="small" type="text" onClick={save}>
          CSV
        </Button>
      </div>
      <Scroll label={t('insight.rfm.grid')}>
        <table className="rfm">
          <caption className="visually-hidden">{t('insight.rfm.grid')}</caption>
          <thead>
            <tr>
              <th scope="col">
                <span className="faint">{t('insight.rfm.r')}</span>
              </th>
              {scores.map((f) => (
                <th key={f} scope="col">
                  F{f}
                  {nested ? null : <span className="faint"> {frequency(f)}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((r) => (
              <tr key={r}>
                <th scope="row">
                  R{r} <span className="faint">{recency(r)}</span>
                </th>
                {scores.map((f) => {
                  const cell = cells.find((c) => c.r === r && c.f === f) ?? {
                    r,
                    f,
                    customers: 0,
                    monetaryMinor: 0,
                  }
                  const mean = cell.customers === 0 ? null : cell.monetaryMinor / cell.customers
                  const share = strength(cell.customers, most)
                  return (
                    <td key={f}>
                      <button
                        type="button"
                        className="rfm-cell"
                        style={{ '--share': `${Math.round(share * deepest)}%` } as React.CSSProperties}
                        aria-pressed={chosen?.r === r && chosen.f === f}
                        disabled={cell.customers === 0}
                        onClick={() => onChoose(cell)}
                      >
                        <span className="visually-hidden">
                          {t('insight.rfm.cellName', { r, f })}: {t('insight.rfm.customers')}
                        </span>
                        <strong>{format.integer(cell.customers)}</strong>
                        <span className="visually-hidden">{t('insight.rfm.mean')}</span>
                        <span>{format.moneyCompact(mean, rfm.currency)}</span>
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="faint">{t('insight.rfm.gridHelp')}</p>
    </div>
  )
}
