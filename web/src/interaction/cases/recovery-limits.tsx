import { InputNumber, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWorkspace } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { MoneyInput } from '../../ui/money-input.tsx'
import { Part } from '../../ui/page.tsx'
import type { FormPart } from './recovery-page.tsx'

/** How soon an answer is due, and from which amount on another person approves. */
export function Limits({ form, currency, mayEdit, set }: FormPart) {
  const { t } = useTranslation()
  const hours = (at: number, value: number | null) =>
    set({ answerHours: form.answerHours.map((old, i) => (i === at ? (value ?? old) : old)) })
  return (
    <Part title={t('cases.settings.hours')}>
      <div className="fields-row">
        {form.answerHours.map((value, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the severity
          <Field key={i} label={t('cases.settings.hoursFor', { severity: i + 1 })}>
            <InputNumber
              min={1}
              max={720}
              precision={0}
              disabled={!mayEdit}
              value={value}
              onChange={(next) => hours(i, next)}
            />
          </Field>
        ))}
        <Field label={t('cases.settings.approve')}>
          <MoneyInput
            value={form.approveFromMinor}
            currency={currency}
            onChange={(amount) => set({ approveFromMinor: amount ?? 0 })}
          />
        </Field>
      </div>
    </Part>
  )
}

/** By which ways complaints open cases by themselves. */
export function IntakePart({ form, mayEdit, set }: FormPart) {
  const { t } = useTranslation()
  const page = `/t/complaint/${useWorkspace()?.slug ?? ''}`
  return (
    <Part title={t('cases.settings.intake')}>
      <div className="fields-row">
        <Field label={t('cases.settings.fromAnswers')}>
          <span>
            <Switch
              aria-label={t('cases.settings.fromAnswers')}
              disabled={!mayEdit}
              checked={form.fromAnswers}
              onChange={(fromAnswers) => set({ fromAnswers })}
            />
          </span>
          <span className="field-help">{t('cases.settings.fromAnswersHelp')}</span>
        </Field>
        <Field label={t('cases.settings.formOpen')}>
          <span>
            <Switch
              aria-label={t('cases.settings.formOpen')}
              disabled={!mayEdit}
              checked={form.isFormOpen}
              onChange={(isFormOpen) => set({ isFormOpen })}
            />
          </span>
          <span className="field-help">
            {t('cases.settings.formOpenHelp')} <a href={page}>{`${window.location.origin}${page}`}</a>
          </span>
        </Field>
      </div>
    </Part>
  )
}

/** The comparison that tells whether more than the standard pays. */
export function TrialPart({ form, mayEdit, set }: FormPart) {
  const { t } = useTranslation()
  const { trial } = form
  const change = (part: Partial<typeof trial>) => set({ trial: { ...trial, ...part } })
  return (
    <Part title={t('cases.settings.trial')}>
      <p className="soft" style={{ maxWidth: '72ch' }}>
        {t('cases.settings.trialHelp')}
      </p>
      <div className="fields-row">
        <Field label={t('cases.settings.share')}>
          <InputNumber
            min={0}
            max={50}
            precision={0}
            disabled={!mayEdit}
            value={Math.round(trial.share * 100)}
            onChange={(share) => change({ share: (share ?? 0) / 100 })}
          />
        </Field>
        <Field label={t('cases.settings.days')}>
          <InputNumber
            min={7}
            max={365}
            precision={0}
            disabled={!mayEdit}
            value={trial.days}
            onChange={(days) => change({ days: days ?? trial.days })}
          />
        </Field>
        <Field label={t('cases.settings.severity4')}>
          <span>
            <Switch
              aria-label={t('cases.settings.severity4')}
              disabled={!mayEdit}
              checked={trial.severity4}
              onChange={(severity4) => change({ severity4 })}
            />
          </span>
        </Field>
      </div>
    </Part>
  )
}
