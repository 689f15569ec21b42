import { useTranslation } from 'react-i18next'
import type { SourceHealth } from '../../api/types.ts'
import { Spark } from '../../ui/spark.tsx'
import { useFormat } from '../../ui/use-format.ts'

const dimensions = ['completeness', 'uniqueness', 'validity', 'timeliness', 'consistency'] as const

/** The five dimensions of a source, each with its figure of now and its line over the runs. */
export function Dimensions({ source }: { source: SourceHealth }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <dl className="dimensions">
      {dimensions.map((name) => {
        const now = source.now?.[name] ?? null
        const shown =
          now === null ? t('quality.notJudged') : format.percent(now, now > 0.995 && now < 1 ? 2 : 1)
        return (
          <div key={name}>
            <dt>{t(`quality.dimension.${name}`)}</dt>
            <dd className={now === null ? 'faint' : ''}>{shown}</dd>
            {now === null || source.runs.length < 2 ? null : (
              <Spark
                values={source.runs.map((run) => run[name])}
                words={t('quality.sparkWords', {
                  name: t(`quality.dimension.${name}`),
                  now: shown,
                  count: source.runs.length,
                })}
              />
            )}
          </div>
        )
      })}
    </dl>
  )
}
