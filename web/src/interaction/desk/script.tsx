import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskOutcome, TaskBrief } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'

/** What to say, step by step, as the customer answers; objections and offers beside it. */
export function Script({
  brief,
  onOutcome,
}: {
  brief: TaskBrief
  onOutcome: (outcome: DeskOutcome) => void
}) {
  const { t } = useTranslation()
  const { script, task } = brief
  const [path, setPath] = useState<string[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task begins at the beginning
  useEffect(() => setPath([]), [task.id])
  if (!script)
    return (
      <Part title={t('desk.say')}>
        <p className="soft">{t('desk.noScript')}</p>
      </Part>
    )
  const first = script.steps[0]
  const steps = [...(first ? [first.id] : []), ...path].flatMap((id) =>
    script.steps.filter((one) => one.id === id),
  )
  const now = steps.at(-1)
  return (
    <Part
      title={t('desk.say')}
      note={`${script.name} · ${t('desk.version', { version: script.version })}`}
      actions={
        path.length > 0 ? (
          <Button size="small" onClick={() => setPath([])}>
            {t('desk.again')}
          </Button>
        ) : null
      }
    >
      <div className="stack-tight" aria-live="polite">
        {steps.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step may be come back to
          <p key={`${step.id} ${i}`} className={step === now ? 'desk-say' : 'faint'}>
            {step.say}
          </p>
        ))}
      </div>
      <div className="bar">
        {now?.answers.map((answer) => (
          <Button
            key={answer.label}
            onClick={() => {
              if (answer.to !== null) setPath([...path, answer.to])
              else if (answer.outcome !== null) onOutcome(answer.outcome)
            }}
          >
            {answer.label}
            {answer.outcome ? ` → ${t(`desk.outcomes.${answer.outcome}`)}` : ''}
          </Button>
        ))}
      </div>
      <Pairs
        title={t('desk.objections')}
        rows={script.objections.map(({ objection, answer }) => [objection, answer])}
      />
      <Pairs title={t('desk.offers')} rows={script.offers.map(({ offer, why }) => [offer, why])} />
    </Part>
  )
}

function Pairs({ title, rows }: { title: string; rows: [string, string][] }) {
  if (rows.length === 0) return null
  return (
    <details className="desk-pairs">
      <summary>{title}</summary>
      <dl className="desk-lines">
        {rows.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
