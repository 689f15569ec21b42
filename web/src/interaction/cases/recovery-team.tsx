import { InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import type { FormPart } from './recovery-page.tsx'

const shares = ['warnAt', 'supervisorAt', 'headAt'] as const
const people = ['supervisor', 'head'] as const

/** Who is asked how their complaint was handled, and when. */
export function FollowUpPart({ form, mayEdit, set }: FormPart) {
  const { t } = useTranslation()
  const surveys = useRead('/surveys').data?.items ?? []
  const { followUp } = form
  return (
    <Part title={t('surveys.followUp')}>
      <p className="soft" style={{ maxWidth: '72ch' }}>
        {t('surveys.followUpHelp')}
      </p>
      <div className="fields-row">
        <Field label={t('surveys.one')}>
          <Select
            aria-label={t('surveys.followUp')}
            style={{ minWidth: 240 }}
            disabled={!mayEdit}
            value={followUp.survey ?? ''}
            onChange={(survey: string) =>
              set({ followUp: { ...followUp, survey: survey === '' ? null : survey } })
            }
            options={[
              { value: '', label: t('surveys.followUpNone') },
              ...surveys
                .filter(({ id, closedAt }) => closedAt === null || id === followUp.survey)
                .map(({ id, name, kind }) => ({
                  value: id,
                  label: `${name} · ${t(`surveys.kinds.${kind}`)}`,
                })),
            ]}
          />
        </Field>
        <Field label={t('surveys.followUpHours')}>
          <InputNumber
            min={0}
            max={720}
            precision={0}
            disabled={!mayEdit}
            value={followUp.afterHours}
            onChange={(hours) => set({ followUp: { ...followUp, afterHours: hours ?? 24 } })}
          />
        </Field>
      </div>
    </Part>
  )
}

/** Who gets new cases, and who hears of those that nobody answers. */
export function TeamPart({ form, mayEdit, set }: FormPart) {
  const { t } = useTranslation()
  const members = useRead('/case-owners').data?.items ?? []
  const options = members.map(({ id, name }) => ({ value: id, label: name }))
  const { escalation } = form
  const change = (part: Partial<typeof escalation>) => set({ escalation: { ...escalation, ...part } })
  return (
    <Part title={t('cases.settings.team')}>
      <Field label={t('cases.settings.members')}>
        <Select
          mode="multiple"
          aria-label={t('cases.settings.members')}
          style={{ minWidth: 320 }}
          disabled={!mayEdit}
          value={form.team}
          onChange={(team: string[]) => set({ team })}
          options={options}
        />
        <span className="field-help">{t('cases.settings.membersHelp')}</span>
      </Field>
      <p className="soft" style={{ maxWidth: '72ch' }}>
        {t('cases.settings.escalationHelp')}
      </p>
      <div className="fields-row">
        {shares.map((name) => (
          <Field key={name} label={t(`cases.settings.${name}`)}>
            <InputNumber
              min={5}
              max={1_000}
              precision={0}
              suffix="%"
              disabled={!mayEdit}
              value={Math.round(escalation[name] * 100)}
              onChange={(share) => change({ [name]: (share ?? 100) / 100 })}
            />
          </Field>
        ))}
        <Field label={t('cases.settings.urgentFrom')}>
          <InputNumber
            min={1}
            max={13}
            precision={0}
            disabled={!mayEdit}
            value={escalation.urgentFrom}
            onChange={(urgentFrom) => change({ urgentFrom: urgentFrom ?? 13 })}
          />
          <span className="field-help">{t('cases.settings.urgentHelp')}</span>
        </Field>
        {people.map((name) => (
          <Field key={name} label={t(`cases.settings.${name}`)} optional>
            <Select
              allowClear
              aria-label={t(`cases.settings.${name}`)}
              style={{ minWidth: 160 }}
              disabled={!mayEdit}
              value={escalation[name]}
              onChange={(id: string | undefined) => change({ [name]: id ?? null })}
              options={options}
            />
          </Field>
        ))}
      </div>
    </Part>
  )
}
