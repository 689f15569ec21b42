import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { Creative } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import type { SectionProps } from './section-who-when.tsx'

/** Whether a creative leads to a survey by its variable. */
const leadsToSurvey = (creative: Creative) => /\bsurvey_link\b/.test(JSON.stringify(creative))

/** Which survey `{{ survey_link }}` of the creative leads to; nothing is asked where none is named. */
export function SurveyField({ creative, draft, change }: SectionProps & { creative: Creative | null }) {
  const isNamed = creative !== null && leadsToSurvey(creative)
  return useMay('customers.read') && isNamed ? <Choice draft={draft} change={change} /> : null
}

function Choice({ draft, change }: Pick<SectionProps, 'draft' | 'change'>) {
  const { t } = useTranslation()
  const surveys = useRead('/surveys')
  const open = (surveys.data?.items ?? []).filter(({ closedAt }) => closedAt === null)
  const isGone = draft.surveyId !== null && surveys.data && !open.some(({ id }) => id === draft.surveyId)
  const [newest] = open
  return (
    <Field label={t('campaigns.plan.survey')}>
      <Select
        loading={surveys.isPending}
        value={draft.surveyId ?? ''}
        onChange={(id: string) => change({ surveyId: id === '' ? null : id })}
        options={[
          {
            value: '',
            label: newest
              ? t('campaigns.plan.surveyNewest', { name: newest.name })
              : t('campaigns.plan.surveyNone'),
          },
          ...open.map(({ id, name }) => ({ value: id, label: name })),
          ...(isGone ? [{ value: draft.surveyId ?? '', label: t('campaigns.plan.surveyClosed') }] : []),
        ]}
      />
      <span className="field-help">{t('campaigns.plan.surveyHelp', { variable: '{{ survey_link }}' })}</span>
    </Field>
  )
}
