import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Mapping, RejectedRow, RepairOverview } from '../../api/types.ts'
import { Scroll } from '../../ui/scroll.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { fieldLabel } from '../mapping/fields.ts'
import { Cell } from './cell.tsx'

export type RowsShown = 'open' | 'dropped' | 'stored'

/** Rejected rows field by field: first the columns in which something is wrong, then the others the mapping reads. */
export function RowsTable({
  rows,
  overview,
  kind,
  shown,
  locked,
  onSave,
  onDrop,
}: {
  rows: readonly RejectedRow[]
  overview: RepairOverview
  kind: Mapping['kind']
  shown: RowsShown
  locked: boolean
  onSave: (row: RejectedRow, cells: string[]) => void
  onDrop: (row: RejectedRow) => void
}) {
  const { t } = useTranslation()
  const columns = columnsToShow(rows, overview)
  return (
    <Scroll label={t('data.rejects')} className="preview repair">
      <table className="table">
        <caption className="visually-hidden">{t('data.rejects')}</caption>
        <thead>
          <tr>
            <th scope="col" className="figure">
              {t('data.colRow')}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {overview.header[column] ?? t('data.repair.extra')}
              </th>
            ))}
            <th scope="col">{t('data.repair.state')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.row} {...{ row, columns, overview, kind, shown, locked, onSave, onDrop }} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Row(props: {
  row: RejectedRow
  columns: readonly number[]
  overview: RepairOverview
  kind: Mapping['kind']
  shown: RowsShown
  locked: boolean
  onSave: (row: RejectedRow, cells: string[]) => void
  onDrop: (row: RejectedRow) => void
}) {
  const { row, columns, overview, kind, shown, locked, onSave, onDrop } = props
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const edits = shown === 'open' && !locked
  const save = (column: number, text: string) => {
    const width = isLine(row) ? row.cells.length : Math.max(row.cells.length, overview.header.length)
    const cells = Array.from({ length: width }, (_, i) => row.cells[i] ?? '')
    cells[column] = text
    onSave(row, cells)
  }
  const elsewhere = row.problems.filter(({ column }) => column === null || !columns.includes(column))
  return (
    <tr>
      <td className="figure faint">{row.row}</td>
      {columns.map((column) =>
        isLine(row) && column >= row.cells.length ? (
          <td key={column} />
        ) : (
          <Cell
            key={column}
            label={t('data.repair.cell', {
              row: row.row,
              column: overview.header[column] ?? t('data.repair.extra'),
            })}
            value={row.cells[column] ?? ''}
            before={row.before[column] ?? ''}
            problems={
              shown === 'open'
                ? row.problems.filter((one) => one.column === column).map((one) => one.message)
                : []
            }
            locked={!edits}
            onSave={(text) => save(column, text)}
          />
        ),
      )}
      <td className="repair-state">
        {shown === 'open' ? (
          <>
            <span className={row.fits ? 'repair-fits' : ''}>
              {row.fits ? t('data.repair.fits') : t('data.repair.open')}
            </span>
            {elsewhere.map((one) => (
              <span key={`${one.field}|${one.message}`} className="cell-problem">
                {one.field === '' ? '' : `${local(fieldLabel(kind, one.field))} `}
                {one.message}
              </span>
            ))}
          </>
        ) : null}
        {row.edited ? (
          <span className="cell-before">
            {t('data.repair.by', { who: row.edited.by, at: format.dateTime(row.edited.at) })}
          </span>
        ) : null}
        {!locked && shown !== 'stored' ? (
          <Button size="small" onClick={() => onDrop(row)}>
            {shown === 'open' ? t('data.repair.drop') : t('data.repair.takeBack')}
          </Button>
        ) : null}
      </td>
    </tr>
  )
}

/** A line that was no JSON object is one cell, as long as it is none. */
function isLine(row: RejectedRow): boolean {
  return row.code === 'not_an_object' && row.before.length === 1
}

function columnsToShow(rows: readonly RejectedRow[], { header, mapped }: RepairOverview): number[] {
  const widest = rows.reduce((most, row) => Math.max(most, row.cells.length), header.length)
  const all = Array.from({ length: widest }, (_, i) => i)
  const wrong = new Set(rows.flatMap((row) => row.problems.flatMap(({ column }) => column ?? [])))
  for (const row of rows)
    row.cells.forEach((cell, i) => {
      // What was changed stays in front: it is what one is working on.
      if (cell !== (row.before[i] ?? '')) wrong.add(i)
      if (i >= header.length && cell.trim() !== '') wrong.add(i)
    })
  const others = all.filter((i) => !wrong.has(i) && mapped[i] === true)
  const unread = all.filter((i) => !wrong.has(i) && mapped[i] === false)
  return [...all.filter((i) => wrong.has(i)), ...others, ...unread]
}
