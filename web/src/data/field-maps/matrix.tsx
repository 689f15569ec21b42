import { Modal, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldMap } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Scroll } from '../../ui/scroll.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { type MapCell, type MapField, type MapSource, mappingPage } from './words.ts'

type Dataset = FieldMap['datasets'][number]

/** Fields down, sources across; a cell is shaded by how full the field is. */
export function FieldMatrix({ map }: { map: FieldMap }) {
  const { t } = useTranslation()
  const [url, setUrl] = useUrlState()
  const fallback = map.datasets.find(({ sources }) => sources.length > 0) ?? map.datasets[0]
  const chosen = map.datasets.find(({ dataset }) => dataset === url.data) ?? fallback
  if (!chosen) return null
  return (
    <Part
      title={t('quality.map.matrix')}
      note={t('quality.map.matrixNote')}
      actions={
        <Segmented
          aria-label={t('quality.map.matrix')}
          value={chosen.dataset}
          onChange={(next) => setUrl({ data: String(next) })}
          options={map.datasets.map(({ dataset }) => ({
            value: dataset,
            label: t(`quality.dataset.${dataset}`),
          }))}
        />
      }
    >
      {chosen.sources.length === 0 ? (
        <p className="soft">
          {t('quality.map.noneBrings', { dataset: t(`quality.dataset.${chosen.dataset}`) })}
        </p>
      ) : (
        <Matrix chosen={chosen} sources={map.sources} />
      )}
    </Part>
  )
}

function Matrix({ chosen, sources }: { chosen: Dataset; sources: MapSource[] }) {
  const { t } = useTranslation()
  const local = useLocal()
  const [shown, setShown] = useState<{ field: MapField; cell: MapCell; source: MapSource } | null>(null)
  const across = chosen.sources.flatMap((id) => sources.find((one) => one.id === id) ?? [])
  const name = (id: string | null) => sources.find((one) => one.id === id)?.name ?? ''
  return (
    <>
      <Scroll label={t('quality.map.matrix')}>
        <table className="table field-matrix">
          <caption className="visually-hidden">{t('quality.map.matrix')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('quality.map.field')}</th>
              {across.map((source) => (
                <th scope="col" key={source.id}>
                  <Go to={`/data/health/${source.id}`}>{source.name}</Go>
                  <div className="faint">
                    {t('quality.map.owner', { owner: source.owner || t('quality.map.noOwner') })}
                  </div>
                </th>
              ))}
              {across.length > 1 ? <th scope="col">{t('quality.map.rulesHead')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {chosen.fields.map((field) => (
              <tr key={field.field}>
                <th scope="row">{local(field.label)}</th>
                {across.map((source) => {
                  const cell = field.from.find(({ sourceId }) => sourceId === source.id)
                  return (
                    <td key={source.id}>
                      {cell ? (
                        <CellMark
                          cell={cell}
                          words={t('quality.map.cellWords', {
                            source: source.name,
                            field: local(field.label),
                            state: t(`quality.map.cell.${cell.state}`),
                          })}
                          onOpen={() => setShown({ field, cell, source })}
                        />
                      ) : null}
                    </td>
                  )
                })}
                {across.length > 1 ? (
                  <td className="soft">
                    {t(`quality.map.rule.${field.rule}`)}
                    {field.winner ? (
                      <div className="faint">{t('quality.map.winner', { source: name(field.winner) })}</div>
                    ) : null}
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="faint">{t('quality.map.legend')}</p>
      {shown ? <CellDetail {...shown} onClose={() => setShown(null)} /> : null}
    </>
  )
}

function CellMark({ cell, words, onOpen }: { cell: MapCell; words: string; onOpen: () => void }) {
  const format = useFormat()
  if (cell.state === 'missing')
    return (
      <span className="field-cell field-missing">
        <span className="visually-hidden">{words}</span>
      </span>
    )
  const share = cell.state === 'mapped' ? cell.completeness : null
  const text =
    cell.state === 'available' ? (cell.column ?? '') : share === null ? '✓' : format.percent(share, 0)
  // Four steps: as many as the eye tells apart.
  const step = share === null ? 2 : Math.min(3, Math.floor(share * 4))
  return (
    <button
      type="button"
      className={`field-cell field-${cell.state} ${cell.state === 'mapped' ? `field-step-${step}` : ''}`}
      aria-label={`${words} ${text}`}
      onClick={onOpen}
    >
      {text}
    </button>
  )
}

function CellDetail({
  field,
  cell,
  source,
  onClose,
}: {
  field: MapField
  cell: MapCell
  source: MapSource
  onClose: () => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const measured = cell.completeness !== null
  return (
    <Modal
      open
      title={t('quality.map.detail', { field: local(field.label), source: source.name })}
      footer={null}
      onCancel={onClose}
    >
      <p>
        {t(`quality.map.cell.${cell.state}`)}
        {cell.column ? ` · ${t('quality.map.column', { column: cell.column })}` : ''}
        {cell.expression ? ` · ${t('quality.map.expression', { expression: cell.expression })}` : ''}
      </p>
      {measured ? (
        <dl className="pairs">
          <div>
            <dt>{t('quality.map.complete')}</dt>
            <dd>{format.percent(cell.completeness)}</dd>
          </div>
          <div>
            <dt>{t('quality.map.valid')}</dt>
            <dd>{format.percent(cell.validity)}</dd>
          </div>
          <div>
            <dt>{t('quality.map.distinct')}</dt>
            <dd>{format.integer(cell.distinct)}</dd>
          </div>
          {cell.unique === null ? null : (
            <div>
              <dt>{t('quality.map.unique')}</dt>
              <dd>{format.percent(cell.unique)}</dd>
            </div>
          )}
          <div>
            <dt>{t('quality.map.newest')}</dt>
            <dd>{format.dateTime(cell.newest)}</dd>
          </div>
        </dl>
      ) : cell.state === 'mapped' ? (
        <p className="soft">{t('quality.map.unmeasured')}</p>
      ) : null}
      {cell.state === 'available' ? <Go to={mappingPage(source)}>{t('quality.map.mapIt')}</Go> : null}
    </Modal>
  )
}
