import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { IdentityGraph as Graph } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useKindName } from './kind-name.ts'
import { Undo } from './merge-history.tsx'
import './identity.css'

const rowHeight = 44
const record = { left: 0, width: 190 }
const value = { left: 330, width: 330 }
/** Room on the left for the merges and their undo; without merges none. */
const mergeRoom = 112

/** What a customer is made of: its records on the left, what each is known by on the right, and which values join them. */
export function IdentityGraph({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const query = useRead('/customers/{id}/identity', { path: { id: customerId } })
  return (
    <Part title={t('identity.graph.title')} note={t('identity.graph.note')}>
      <Loaded query={query} where={t('identity.graph.title')} height={160}>
        {(graph) => <Picture graph={graph} own={customerId} />}
      </Loaded>
    </Part>
  )
}

function Picture({ graph, own }: { graph: Graph; own: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const kindName = useKindName()
  const rows = Math.max(graph.records.length, graph.values.length)
  const height = rows * rowHeight
  // Each side stands in the middle of the picture.
  const yOf = (place: number, count: number) => (place + (rows - count) / 2 + 0.5) * rowHeight
  const recordY = new Map(graph.records.map((key, i) => [key, yOf(i, graph.records.length)]))
  // Of a chain of merges each end is a record here; what is not drawn has no edge.
  const edges = graph.merges.filter(
    ({ kept, merged }) => recordY.has(kept.customerId) && recordY.has(merged.customerId),
  )
  const room = edges.length > 0 ? mergeRoom : 0
  const mergeOf = new Map(graph.merges.map((merge) => [merge.merged.customerId, merge]))
  const said = t('identity.graph.described', {
    records: graph.records.length,
    values: graph.values.length,
    joining: graph.values.filter(({ carriedBy }) => carriedBy.length > 1).length,
  })
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
      <section className="identity-graph" tabIndex={0} aria-label={said}>
        <svg
          width={room + value.left + value.width}
          height={height}
          viewBox={`${-room} 0 ${room + value.left + value.width} ${height}`}
          role="img"
          aria-label={said}
        >
          {edges.map(({ id, kept, merged }) => {
            const [from, to] = [recordY.get(merged.customerId) ?? 0, recordY.get(kept.customerId) ?? 0]
            return (
              <path key={id} className="graph-merge" d={`M0 ${from}H-24C-48 ${from} -48 ${to} -24 ${to}H0`} />
            )
          })}
          {graph.values.flatMap(({ id, carriedBy }, i) =>
            carriedBy.map((one) => {
              const [from, to] = [recordY.get(one.record) ?? 0, yOf(i, graph.values.length)]
              const middle = (record.left + record.width + value.left) / 2
              return (
                <path
                  key={`${id} ${one.record}`}
                  className={carriedBy.length > 1 ? 'graph-joining' : ''}
                  d={`M${record.left + record.width} ${from}C${middle} ${from} ${middle} ${to} ${value.left} ${to}`}
                />
              )
            }),
          )}
          {graph.records.map((key) => {
            const y = recordY.get(key) ?? 0
            const merge = mergeOf.get(key)
            return (
              <g key={key}>
                <rect x={record.left + 1} y={y - 18} width={record.width - 2} height={36} rx={6} />
                <text x={record.left + 10} y={y - 2}>
                  {t('identity.graph.record', { key })}
                </text>
                <text x={record.left + 10} y={y + 13} className="graph-faint">
                  {key === own
                    ? t('identity.graph.own')
                    : merge
                      ? t('identity.graph.merged', { date: format.date(merge.mergedAt) })
                      : ''}
                </text>
              </g>
            )
          })}
          {graph.values.map(({ id, kind, masked, carriedBy }, i) => {
            const y = yOf(i, graph.values.length)
            const sources = [...new Set(carriedBy.map(({ source }) => source))].join(t('common.listComma'))
            return (
              <g key={id} className={carriedBy.length > 1 ? 'graph-joining' : ''}>
                <rect x={value.left} y={y - 18} width={value.width - 2} height={36} rx={6} />
                <text x={value.left + 10} y={y - 2}>{`${kindName(kind)} ${masked}`}</text>
                <text x={value.left + 10} y={y + 13} className="graph-faint">
                  {t('identity.graph.from', {
                    sources,
                    date: format.date(carriedBy[0]?.firstSeenAt ?? ''),
                  })}
                </text>
              </g>
            )
          })}
        </svg>
        {edges.map((merge) => (
          <span
            key={merge.id}
            className="graph-undo"
            style={{ top: (recordY.get(merge.merged.customerId) ?? 0) - 12 }}
          >
            <Undo merge={merge} />
          </span>
        ))}
      </section>
      {graph.identifiers > graph.values.reduce((sum, one) => sum + one.carriedBy.length, 0) ? (
        <p className="faint">{t('identity.graph.more', { all: format.integer(graph.identifiers) })}</p>
      ) : null}
    </>
  )
}
