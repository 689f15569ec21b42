import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportPreview, Mapping } from '../../api/types.ts'
import { Scroll } from '../../ui/scroll.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { fieldLabel } from './fields.ts'

/** Real rows, as they stand in the file or as they would be stored; what is wrong is marked in its cell. */
export function PreviewTable({
  preview,
  columns,
  kind,
  busy,
}: {
  preview: ImportPreview
  columns: readonly string[]
  kind: Mapping['kind']
  busy: boolean
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const nameOf = (name: string) => local(fieldLabel(kind, name))
  const [view, setView] = useState<'stored' | 'source'>('stored')
  const stored = [...new Set(preview.rows.flatMap((row) => Object.keys(row.canonical)))]
  const head = view === 'stored' ? stored.map(nameOf) : columns
  return (
    <div className="stack-tight" aria-busy={busy}>
      {preview.problems.length > 0 ? (
        <ul className="notice notice-look">
          {preview.problems.map((p) => (
            <li key={`${p.field}|${p.message}`}>
              <strong>{nameOf(p.field)}</strong> {p.message}{' '}
              <span className="faint">{t('data.problemRows', { count: p.rows })}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <div>
        <Segmented
          value={view}
          onChange={setView}
          options={[
            { value: 'stored', label: t('data.showStored') },
            { value: 'source', label: t('data.showSource') },
          ]}
        />
      </div>
      <Scroll label={t('data.preview')} className="preview">
        <table className="table">
          <thead>
            <tr>
              <th scope="col" className="figure">
                {t('data.previewRow')}
              </th>
              {head.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => (
              <tr key={row.row}>
                <td className="figure faint">{row.row}</td>
                {view === 'source'
                  ? columns.map((column, index) => <td key={column}>{row.cells[index]}</td>)
                  : stored.map((field) => {
                      const wrong = row.problems.filter((p) => p.field === field)
                      return (
                        <td key={field} className={wrong.length > 0 ? 'cell-wrong' : ''}>
                          {row.canonical[field] ?? (wrong.length > 0 ? '' : <span className="faint">–</span>)}
                          {wrong.map((p) => (
                            <span key={p.message} className="cell-problem">
                              {p.message}
                            </span>
                          ))}
                        </td>
                      )
                    })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  )
}
