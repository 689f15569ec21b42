import { Button, Input, Segmented, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { Survey, SurveyInput } from '../../api/types.ts'
import { ToldDialog } from '../../customers/told/told-dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { surveyKinds, touchPoints } from './words.tsx'

const languages = ['zh-CN', 'en'] as const
const most = 12

/** The questions in both languages, so that each customer reads their own. */
const questions = {
  nps: {
    en: 'How likely are you to recommend us to a friend or colleague?',
    'zh-CN': '您有多大可能向朋友或同事推荐我们？',
  },
  csat: { en: 'How satisfied are you?', 'zh-CN': '您对我们的服务满意吗？' },
} as const

const fresh = (kind: Survey['kind']): SurveyInput => ({
  ...{ name: '', kind, question: questions[kind], reason: null, asksWords: true, opensCase: false },
  point: 'campaign',
})

/** Makes a survey, or changes one; what was answered keeps its kind and its options. */
export function SurveyDialog({ survey, onClose }: { survey?: Survey; onClose: () => void }) {
  const { t } = useTranslation()
  const [form, setForm] = useState<SurveyInput>(survey ? inputOf(survey) : fresh('nps'))
  const set = (part: Partial<SurveyInput>) => setForm((old) => ({ ...old, ...part }))
  const create = useWrite('post', '/surveys', ['/surveys'])
  const change = useWrite('put', '/surveys/{id}', ['/surveys'])
  const options = form.reason?.options ?? []
  const isComplete =
    form.name.trim() !== '' &&
    languages.every((language) => form.question[language].trim().length > 1) &&
    (form.reason === null ||
      form.reason === undefined ||
      (options.length > 1 &&
        options.every(({ label }) => languages.every((language) => label[language].trim() !== ''))))
  return (
    <ToldDialog
      title={t(survey ? 'surveys.change' : 'surveys.new')}
      isComplete={isComplete}
      onSave={() =>
        survey
          ? change.mutateAsync({ path: { id: survey.id }, body: form })
          : create.mutateAsync({ body: form })
      }
      onClose={onClose}
    >
      <Field label={t('surveys.name')}>
        <Input value={form.name} maxLength={120} onChange={({ target }) => set({ name: target.value })} />
        <span className="field-help">{t('surveys.nameHelp')}</span>
      </Field>
      <fieldset className="field" aria-label={t('surveys.kind')}>
        <span>{t('surveys.kind')}</span>
        <Segmented
          value={form.kind}
          onChange={(kind: Survey['kind']) => set(survey ? { kind } : { kind, question: questions[kind] })}
          options={surveyKinds.map((value) => ({ value, label: t(`surveys.kinds.${value}`) }))}
        />
      </fieldset>
      {languages.map((language) => (
        <Field key={language} label={t(`surveys.questionIn.${language}`)}>
          <Input
            value={form.question[language]}
            maxLength={300}
            onChange={({ target }) => set({ question: { ...form.question, [language]: target.value } })}
          />
        </Field>
      ))}
      <Field label={t('surveys.point')}>
        <Select
          value={form.point ?? 'campaign'}
          onChange={(point: Survey['point']) => set({ point })}
          options={touchPoints.map((value) => ({ value, label: t(`surveys.points.${value}`) }))}
        />
      </Field>
      <ReasonFields form={form} set={set} />
      {(['asksWords', 'opensCase'] as const).map((name) => (
        <Field key={name} label={t(`surveys.${name}`)}>
          <span>
            <Switch
              aria-label={t(`surveys.${name}`)}
              checked={form[name] ?? false}
              onChange={(on) => set({ [name]: on })}
            />
          </span>
          <span className="field-help">{t(`surveys.${name}Help`)}</span>
        </Field>
      ))}
    </ToldDialog>
  )
}

const inputOf = ({ name, kind, question, reason, asksWords, opensCase, point }: Survey): SurveyInput => ({
  ...{ name, kind, question, reason, asksWords, opensCase, point },
})

function ReasonFields({ form, set }: { form: SurveyInput; set: (part: Partial<SurveyInput>) => void }) {
  const { t } = useTranslation()
  const reason = form.reason ?? null
  const option = (taken: readonly { id: string }[]) => {
    const free = Array.from({ length: most }, (_, i) => `r${i + 1}`).find(
      (id) => !taken.some((one) => one.id === id),
    )
    return { id: free ?? 'r13', label: { en: '', 'zh-CN': '' } }
  }
  if (reason === null)
    return (
      <Button
        onClick={() => {
          const first = option([])
          set({
            reason: {
              question: { en: 'What decided it?', 'zh-CN': '主要因为什么？' },
              options: [first, option([first])],
            },
          })
        }}
      >
        {t('surveys.addReason')}
      </Button>
    )
  const change = (id: string, language: (typeof languages)[number], text: string) =>
    set({
      reason: {
        ...reason,
        options: reason.options.map((one) =>
          one.id === id ? { ...one, label: { ...one.label, [language]: text } } : one,
        ),
      },
    })
  return (
    <fieldset className="field stack-tight" aria-label={t('surveys.reasons')}>
      <span>{t('surveys.reasons')}</span>
      {reason.options.map(({ id, label }) => (
        <span key={id} className="bar">
          {languages.map((language) => (
            <Input
              key={language}
              aria-label={t(`surveys.reasonIn.${language}`)}
              placeholder={t(`surveys.reasonIn.${language}`)}
              style={{ width: 180 }}
              maxLength={80}
              value={label[language]}
              onChange={({ target }) => change(id, language, target.value)}
            />
          ))}
          <Button
            type="text"
            disabled={reason.options.length <= 2}
            onClick={() =>
              set({ reason: { ...reason, options: reason.options.filter((one) => one.id !== id) } })
            }
          >
            {t('surveys.removeOption')}
          </Button>
        </span>
      ))}
      <span className="bar">
        <Button
          size="small"
          disabled={reason.options.length >= most}
          onClick={() => set({ reason: { ...reason, options: [...reason.options, option(reason.options)] } })}
        >
          {t('surveys.addOption')}
        </Button>
        <Button size="small" type="text" onClick={() => set({ reason: null })}>
          {t('surveys.noReason')}
        </Button>
      </span>
    </fieldset>
  )
}
