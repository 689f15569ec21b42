import { useTranslation } from 'react-i18next'
import type { Survey, SurveyScore } from '../../api/types.ts'
import { useFormat } from '../../ui/use-format.ts'

export const surveyKinds = ['nps', 'csat'] as const
export const touchPoints = [
  'browse',
  'purchase',
  'delivery',
  'use',
  'service',
  'complaint',
  'campaign',
] as const

/** A score as its trade writes it: NPS from −100 to 100, CSAT in per cent. */
export function useScoreText(): (kind: Survey['kind'], value: number) => string {
  const format = useFormat()
  return (kind, value) =>
    kind === 'nps'
      ? `${value > 0 ? '+' : ''}${format.integer(Math.round(value * 100))}`
      : format.percent(value, 0)
}

/** The score with its interval; what is told of too few stands there as such. */
export function ScoreText({ kind, score }: { kind: Survey['kind']; score: SurveyScore }) {
  const { t } = useTranslation()
  const write = useScoreText()
  if (score === null) return <span className="faint">{t('surveys.tooFew')}</span>
  return (
    <span className="estimate">
      <span>{write(kind, score.estimate)}</span>{' '}
      <span className="range">{`(${write(kind, score.lo)} … ${write(kind, score.hi)})`}</span>
    </span>
  )
}
