import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../../ui/field.tsx'
import { useLocal } from '../../../ui/use-format.ts'
import { outcomeKeys } from '../keys.ts'
import {
  type Answer,
  leading,
  nextStepId,
  outcomeTarget,
  type Step,
  stepTarget,
  targetOf,
  withoutStep,
} from './draft.ts'

export interface Variable {
  name: string
  help: { en: string; 'zh-CN': string }
}

const newStep = 'to +'

/** The conversation: each step says something, each answer leads on or ends it. */
export function Steps({
  steps,
  variables,
  onChange,
}: {
  steps: Step[]
  variables: Variable[]
  onChange: (steps: Step[]) => void
}) {
  const { t } = useTranslation()
  const put = (changed: Step) => onChange(steps.map((step) => (step.id === changed.id ? changed : step)))
  const point = (step: Step, at: number, target: string) => {
    const id = nextStepId(steps)
    const to = target === newStep ? stepTarget(id) : target
    const answers = step.answers.map((one, i) => (i === at ? leading(one, to) : one))
    const next = steps.map((one) => (one.id === step.id ? { ...one, answers } : one))
    onChange(target === newStep ? [...next, { id, say: '', answers: [] }] : next)
  }
  return (
    <div className="stack">
      <p className="soft">{t('deskTools.scripts.stepsHelp')}</p>
      {steps.map((step, i) => (
        <section
          key={step.id}
          className="script-step"
          aria-label={t('deskTools.scripts.step', { id: step.id })}
        >
          <div className="bar script-step-head">
            <strong>
              {t('deskTools.scripts.step', { id: step.id })}
              {i === 0 ? <span className="faint"> · {t('deskTools.scripts.first')}</span> : null}
            </strong>
            {i > 0 ? (
              <Button size="small" type="text" onClick={() => onChange(withoutStep(steps, step.id))}>
                {t('deskTools.scripts.removeStep')}
              </Button>
            ) : null}
          </div>
          <Say step={step} variables={variables} onChange={put} />
          <Answers
            step={step}
            steps={steps}
            onChange={put}
            onPoint={(at, target) => point(step, at, target)}
          />
        </section>
      ))}
      <p>
        <Button onClick={() => onChange([...steps, { id: nextStepId(steps), say: '', answers: [] }])}>
          {t('deskTools.scripts.addStep')}
        </Button>
      </p>
    </div>
  )
}

function Say({
  step,
  variables,
  onChange,
}: {
  step: Step
  variables: Variable[]
  onChange: (step: Step) => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  return (
    <>
      <Field label={t('deskTools.scripts.say')}>
        <Input.TextArea
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={1_000}
          value={step.say}
          onChange={({ target }) => onChange({ ...step, say: target.value })}
        />
      </Field>
      <Select
        size="small"
        aria-label={t('deskTools.scripts.variable')}
        placeholder={t('deskTools.scripts.variable')}
        style={{ width: 280 }}
        value={null}
        onChange={(name: string) => onChange({ ...step, say: `${step.say}{{ ${name} }}` })}
        options={variables.map(({ name, help }) => ({ value: name, label: local(help) }))}
      />
    </>
  )
}

function Answers({
  step,
  steps,
  onChange,
  onPoint,
}: {
  step: Step
  steps: Step[]
  onChange: (step: Step) => void
  onPoint: (at: number, target: string) => void
}) {
  const { t } = useTranslation()
  const put = (answers: Answer[]) => onChange({ ...step, answers })
  const targets = [
    ...outcomeKeys.map((outcome) => ({
      value: outcomeTarget(outcome),
      label: t('deskTools.scripts.toOutcome', { outcome: t(`desk.outcomes.${outcome}`) }),
    })),
    ...steps
      .filter(({ id }) => id !== step.id)
      .map(({ id, say }) => ({
        value: stepTarget(id),
        label: t('deskTools.scripts.toStep', { id, words: say.slice(0, 24) || '…' }),
      })),
    { value: newStep, label: t('deskTools.scripts.toNewStep') },
  ]
  return (
    <div className="stack-tight">
      {step.answers.length > 0 ? (
        <span className="field-name">{t('deskTools.scripts.customerAnswers')}</span>
      ) : null}
      {step.answers.map((answer, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an answer is what stands at its place
        <div key={at} className="bar script-answer">
          <Input
            aria-label={t('deskTools.scripts.answer')}
            placeholder={t('deskTools.scripts.answer')}
            maxLength={100}
            value={answer.label}
            onChange={({ target }) =>
              put(step.answers.map((one, i) => (i === at ? { ...one, label: target.value } : one)))
            }
          />
          <Select
            aria-label={t('deskTools.scripts.leadsTo')}
            placeholder={t('deskTools.scripts.leadsTo')}
            value={targetOf(answer)}
            onChange={(target: string) => onPoint(at, target)}
            options={targets}
          />
          <Button
            type="text"
            aria-label={t('deskTools.scripts.removeAnswer', { label: answer.label })}
            onClick={() => put(step.answers.filter((_, i) => i !== at))}
          >
            ×
          </Button>
        </div>
      ))}
      {step.answers.length < 9 ? (
        <p>
          <Button size="small" onClick={() => put([...step.answers, { label: '', to: null, outcome: null }])}>
            {t('deskTools.scripts.addAnswer')}
          </Button>
        </p>
      ) : null}
    </div>
  )
}
