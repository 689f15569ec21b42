import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskOutcome, SpokenScript, TaskBrief } from '../../api/types.ts'
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
  if (!script)
    return (
      <Part title={t('desk.say')}>
        <p className="soft">{t('desk.noScript')}</p>
      </Part>
    )
  return (
    <Part title={t('desk.say')} note={`${script.name} · ${t('desk.version', { version: script.version })}`}>
      {/* Another task begins at the beginning. */}
      <Spoken key={task.id} script={script} onOutcome={onOutcome} />
    </Part>
  )
}

/** A script that is being spoken: what was said, what to say now, how the customer may answer. */
export function Spoken({
  script,
  onOutcome,
}: {
  script: SpokenScript
  onOutcome: (outcome: DeskOutcome) => void
}) {
  const { t } = useTranslation()
  const [path, setPath] = useState<string[]>([])
  const first = script.steps[0]
  const steps = [...(first ? [first.id] : []), ...path].flatMap((id) =>
    script.steps.filter((one) => one.id === id),
  )
  const now = steps.at(-1)
  return (
    <>
      <div className="stack-tight" aria-live="polite">
        {steps.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step may be come back to
          <p key={`${step.id} ${i}`} className={i === steps.length - 1 ? 'desk-say' : 'faint'}>
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
        {path.length > 0 ? (
          <Button type="text" onClick={() => setPath([])}>
            {t('desk.again')}
          </Button>
        ) : null}
      </div>
      <Pairs
        title={t('desk.objections')}
        rows={script.objections.map(({ objection, answer }) => [objection, answer])}
      />
      <Pairs title={t('desk.offers')} rows={script.offers.map(({ offer, why }) => [offer, why])} />
    </>
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
