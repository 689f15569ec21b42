import { useTranslation } from 'react-i18next'
import type { TouchMap } from '../../api/types.ts'
import { toCsv } from '../../ui/chart/csv.ts'
import { usePointName } from './words.ts'

/** The map as a file: a row for each stage and touch-point, then one for each stage as a whole. */
export function useMapFile(): (map: TouchMap) => string {
  const { t } = useTranslation()
  const pointName = usePointName()
  return (map) => {
    const head = [
      ...[t('touchMap.stage'), t('touchMap.point'), t('touchMap.peopleHead'), t('touchMap.volumeHead')],
      ...[t('touchMap.answeredHead'), t('chart.lower'), t('chart.upper')],
    ]
    const number = (value: number | undefined) => (value === undefined ? '' : String(value))
    const rows = map.stages.flatMap(({ stage, people, cells, experience }) => [
      ...cells.map((cell) => [
        ...[t(`touchMap.stages.${stage}`), pointName(cell.point), String(cell.people), String(cell.volume)],
        ...[number(cell.answered?.estimate), number(cell.answered?.lo), number(cell.answered?.hi)],
      ]),
      [
        ...[t(`touchMap.stages.${stage}`), t('touchMap.score'), String(people), ''],
        ...[number(experience?.estimate), number(experience?.lo), number(experience?.hi)],
      ],
    ])
    return toCsv(head, rows)
  }
}
