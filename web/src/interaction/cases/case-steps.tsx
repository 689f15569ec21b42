import { useTranslation } from 'react-i18next'
import type { Case } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { useFormat } from '../../ui/use-format.ts'

type Step = Case['steps'][number]

/** What was done, newest first. */
export function CaseSteps({ steps }: { steps: readonly Step[] }) {
  const { t } = useTranslation()
  return (
    <Part title={t('cases.history')}>
      <ol className="case-steps" aria-label={t('cases.historyOf')}>
        {steps.toReversed().map((step) => (
          <OneStep key={`${step.at} ${step.what}`} step={step} />
        ))}
      </ol>
    </Part>
  )
}

function OneStep({ step }: { step: Step }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const key = `cases.steps.${step.what}`
  const words = i18n.exists(key)
    ? String(i18n.t(key as 'cases.steps.opened', step.detail as never))
    : step.what
  const who = step.by === null ? t('cases.bySystem') : t('cases.by', { name: step.by })
  return (
    <li>
      {words}
      <span className="row-help">{`${format.dateTime(step.at)} · ${who}`}</span>
      {step.note === null ? null : <span className="row-help">{step.note}</span>}
    </li>
  )
}
