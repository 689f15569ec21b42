import { App, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'
import type { AssessmentState } from './assessment.tsx'

type Content = NonNullable<AssessmentState['current']>['content']
type Risk = Content['risks'][number]
const grades = ['likelihood', 'severity', 'leftLikelihood', 'leftSeverity'] as const
type Grade = (typeof grades)[number]
/** Grades are for people to say: of a proposed risk they are open. */
type Draft = Omit<Risk, Grade> & Record<Grade, Risk[Grade] | null> & { id: number }
const conclusions = ['go_on', 'with_conditions', 'stop'] as const
const texts = ['occasion', 'necessity', 'views', 'reasons', 'decidedBy'] as const

const isWhole = (risk: Draft): risk is Draft & Risk =>
  risk.what.trim() !== '' && grades.every((grade) => risk[grade] !== null)

/** A new assessment, from the one before or from the proposed risks. */
export function AssessmentForm({ state, onClose }: { state: AssessmentState; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const save = useWrite('post', '/impact-assessment', ['/impact-assessment', '/audit'])
  const before = state.current?.content
  const [form, setForm] = useState({
    ...{ occasion: '', necessity: before?.necessity ?? '', views: before?.views ?? '', reasons: '' },
    ...{ decidedBy: before?.decidedBy ?? '', reviewBy: '' },
    conclusion: null as Content['conclusion'] | null,
  })
  const [risks, setRisks] = useRisks(state)
  const set = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }))
  const filled = texts.every((name) => name === 'views' || form[name].trim() !== '')
  const dateFits = form.reviewBy === '' || /^\d{4}-\d{2}-\d{2}$/.test(form.reviewBy)
  const whole = risks.filter(isWhole)
  const { conclusion } = form
  const ready = filled && dateFits && conclusion !== null && whole.length > 0 && whole.length === risks.length
  const store = async () => {
    if (conclusion === null) return
    try {
      const content = {
        ...form,
        conclusion,
        reviewBy: form.reviewBy === '' ? null : form.reviewBy,
        risks: whole.map(({ id: _, ...risk }) => risk),
      }
      const basedOn = state.current?.version ?? 0
      await save.mutateAsync({ body: { content, fingerprint: state.fingerprint, basedOn } })
      void message.success(t('settings.saved'))
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const long = (name: 'occasion' | 'necessity' | 'views' | 'reasons') => (
    <Field label={t(`processing.assessment.${name}`)} optional={name === 'views'}>
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 10 }}
        maxLength={name === 'occasion' ? 2_000 : 4_000}
        value={form[name]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </Field>
  )
  return (
    <Modal
      open
      width={920}
      title={t('processing.assessment.form')}
      okText={t('processing.assessment.save')}
      okButtonProps={{ disabled: !ready, loading: save.isPending }}
      onOk={() => void store()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <p className="soft">{t('processing.assessment.formHelp')}</p>
        {long('occasion')}
        {long('necessity')}
        {risks.map((risk, at) => (
          <RiskFields
            key={risk.id}
            risk={risk}
            n={at + 1}
            onChange={(part) =>
              setRisks((old) => old.map((one) => (one.id === risk.id ? { ...one, ...part } : one)))
            }
            onRemove={() => setRisks((old) => old.filter(({ id }) => id !== risk.id))}
          />
        ))}
        <p>
          <Button
            disabled={risks.length >= 40}
            onClick={() =>
              setRisks((old) => [...old, emptyRisk(Math.max(0, ...old.map(({ id }) => id)) + 1)])
            }
          >
            {t('processing.assessment.addRisk')}
          </Button>
        </p>
        {long('views')}
        <Field label={t('processing.assessment.conclusion')}>
          <Select
            value={conclusion}
            onChange={(value) => set({ conclusion: value })}
            options={conclusions.map((value) => ({
              value,
              label: t(`processing.assessment.conclusions.${value}`),
            }))}
          />
        </Field>
        {long('reasons')}
        <Field label={t('processing.assessment.decidedBy')}>
          <Input
            maxLength={200}
            value={form.decidedBy}
            onChange={(event) => set({ decidedBy: event.target.value })}
          />
        </Field>
        <Field label={t('processing.assessment.reviewBy')} optional>
          <Input
            maxLength={10}
            {...(dateFits ? {} : { status: 'error' as const })}
            value={form.reviewBy}
            onChange={(event) => set({ reviewBy: event.target.value.trim() })}
          />
          <span className="field-help">{t('processing.assessment.reviewByHelp')}</span>
        </Field>
        {ready ? null : <p className="soft">{t('processing.assessment.incomplete')}</p>}
      </div>
    </Modal>
  )
}

const emptyRisk = (id: number): Draft => ({
  ...{ id, what: '', measures: '' },
  ...{ likelihood: null, severity: null, leftLikelihood: null, leftSeverity: null },
})

function useRisks({ current, proposed }: AssessmentState) {
  const local = useLocal()
  return useState<Draft[]>(() =>
    current
      ? current.content.risks.map((risk, id) => ({ ...risk, id }))
      : proposed.map(({ what, measures }, id) => ({
          ...emptyRisk(id),
          what: local(what),
          measures: local(measures),
        })),
  )
}

const steps = [1, 2, 3, 4] as const

function RiskFields({
  risk,
  n,
  onChange,
  onRemove,
}: {
  risk: Draft
  n: number
  onChange: (part: Partial<Draft>) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const name = t('processing.assessment.riskOf', { n })
  const scale = (grade: Grade) => (
    <Field label={t(`processing.assessment.${grade}`)}>
      <Select
        style={{ width: 180 }}
        value={risk[grade]}
        onChange={(value) => onChange({ [grade]: value })}
        options={steps.map((value) => ({
          value,
          label: grade.toLowerCase().includes('likelihood')
            ? t(`processing.assessment.likelihoods.n${value}`)
            : t(`processing.assessment.severities.n${value}`),
        }))}
      />
    </Field>
  )
  return (
    <fieldset className="plan-fields stack" aria-label={name}>
      <div className="bar">
        <strong>{name}</strong>
        <Button
          type="link"
          size="small"
          aria-label={`${t('processing.assessment.removeRisk')}: ${name}`}
          onClick={onRemove}
        >
          {t('processing.assessment.removeRisk')}
        </Button>
      </div>
      <Field label={t('processing.assessment.col.risk')}>
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 4 }}
          maxLength={1_000}
          value={risk.what}
          onChange={(event) => onChange({ what: event.target.value })}
        />
      </Field>
      <div className="bar">
        {scale('likelihood')}
        {scale('severity')}
      </div>
      <Field label={t('processing.assessment.col.measures')} optional>
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 8 }}
          maxLength={2_000}
          value={risk.measures}
          onChange={(event) => onChange({ measures: event.target.value })}
        />
      </Field>
      <div className="bar">
        {scale('leftLikelihood')}
        {scale('leftSeverity')}
      </div>
    </fieldset>
  )
}
