import { useTranslation } from 'react-i18next'
import type { TouchMap } from '../../api/types.ts'
import { useFormat } from '../../ui/use-format.ts'
import { usePointName } from './words.ts'
import './touch-map.css'

type Stage = TouchMap['stages'][number]
const largest = 46

/** Stages down, touch-points across: the size of a disc is how often they met a person, its colour how often it was answered. */
export function MapPicture({ map }: { map: TouchMap }) {
  const { t } = useTranslation()
  const pointName = usePointName()
  // Each column by itself: a mail and a page that was looked at are not of one size.
  const most = new Map(
    map.points.map((point) => [point, Math.max(...map.stages.map((stage) => perPerson(stage, point)))]),
  )
  return (
    <div className="touch-wide">
      <table className="touch-map">
        <caption className="visually-hidden">{t('touchMap.title')}</caption>
        <thead>
          <tr>
            <th scope="col" className="touch-stage">
              {t('touchMap.stage')}
            </th>
            {map.points.map((point) => (
              <th key={point} scope="col">
                {pointName(point)}
              </th>
            ))}
            <th scope="col">{t('touchMap.silent')}</th>
            <th scope="col">{t('touchMap.satisfied')}</th>
            <th scope="col">{t('touchMap.score')}</th>
          </tr>
        </thead>
        <tbody>
          {map.stages.map((stage) => (
            <StageRow key={stage.stage} stage={stage} points={map.points} most={most} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function StageRow({
  stage,
  points,
  most,
}: {
  stage: Stage
  points: readonly string[]
  most: ReadonlyMap<string, number>
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const range = (one: { lo: number; hi: number }) => `${format.percent(one.lo)} … ${format.percent(one.hi)}`
  return (
    <tr>
      <th scope="row">
        {t(`touchMap.stages.${stage.stage}`)}
        <span className="row-help">
          {stage.isHidden
            ? t('touchMap.hidden')
            : t('touchMap.people', { shown: format.integer(stage.people) })}
        </span>
      </th>
      {points.map((point) => (
        <td key={point}>
          <Spot stage={stage} point={point} most={most.get(point) ?? 0} />
        </td>
      ))}
      <td>
        {stage.silent === null ? '–' : format.percent(stage.silent.estimate)}
        {stage.silent === null ? null : <span className="row-help">{range(stage.silent)}</span>}
      </td>
      <td>
        {stage.nps === null && stage.csat === null ? '–' : null}
        {stage.nps === null ? null : (
          <>
            NPS {format.decimal(100 * stage.nps.estimate, 0)}
            <span className="row-help">
              {format.decimal(100 * stage.nps.lo, 0)} … {format.decimal(100 * stage.nps.hi, 0)}
            </span>
          </>
        )}
        {stage.csat === null ? null : (
          <>
            CSAT {format.percent(stage.csat.estimate)}
            <span className="row-help">{range(stage.csat)}</span>
          </>
        )}
      </td>
      <td className="touch-score">
        <Score experience={stage.experience} />
      </td>
    </tr>
  )
}

/** How often a touch-point met a person of a stage. */
function perPerson({ cells, people }: Stage, point: string): number {
  return (cells.find((one) => one.point === point)?.volume ?? 0) / Math.max(1, people)
}

function Spot({ stage, point, most }: { stage: Stage; point: string; most: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  const cell = stage.cells.find((one) => one.point === point)
  if (!cell) return <span className="faint">–</span>
  const each = perPerson(stage, point)
  const size = Math.max(6, largest * Math.sqrt(most > 0 ? each / most : 0))
  const share = cell.answered?.estimate ?? null
  const volume = t('touchMap.volume', {
    shown: format.integer(cell.volume),
    people: format.integer(cell.people),
  })
  return (
    <>
      <span className="touch-spot" title={volume}>
        <span
          className="touch-disc"
          aria-hidden="true"
          style={{
            width: size,
            height: size,
            background: `color-mix(in srgb, var(--celadon) ${Math.round(100 * (share ?? 0.12))}%, transparent)`,
          }}
        />
      </span>
      <span>{format.compact(cell.volume)}</span>
      <span className="row-help">
        {share === null ? t('touchMap.ofPeople', { shown: format.compact(cell.people) }) : null}
        {share === null ? null : t('touchMap.answered', { share: format.percent(share, 0) })}
      </span>
    </>
  )
}

function Score({ experience }: { experience: Stage['experience'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (experience === null) return <span className="faint">{t('touchMap.tooLittle')}</span>
  const { estimate, lo, hi } = experience
  const part = (name: 'content' | 'answering' | 'calm') =>
    experience[name] === null
      ? []
      : [`${t(`touchMap.parts.${name}`)} ${format.decimal(experience[name].estimate, 0)}`]
  return (
    <>
      <strong>{format.decimal(estimate, 0)}</strong>{' '}
      <span className="range">
        ({format.decimal(lo, 0)} … {format.decimal(hi, 0)})
      </span>
      <span className="touch-track" aria-hidden="true" style={{ display: 'block' }}>
        <span className="touch-range" style={{ left: `${lo}%`, width: `${hi - lo}%` }} />
        <span className="touch-point" style={{ left: `${estimate}%` }} />
      </span>
      <span className="row-help">
        {[...part('content'), ...part('answering'), ...part('calm')].join(' · ')}
      </span>
    </>
  )
}
