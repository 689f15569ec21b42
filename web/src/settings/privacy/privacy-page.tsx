import { App, Button, Checkbox, InputNumber, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { PrivacySettings } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { AutomatedDecisions } from './automated-decisions.tsx'
import { EncryptionKeysPart } from './keys-part.tsx'
import { PurposeLimits } from './purpose-limits.tsx'

export function PrivacyPage() {
  const { t } = useTranslation()
  const query = useRead('/privacy/settings')
  return (
    <SettingsPage tab="privacy" answers={t('privacy.settings.answers')}>
      <Loaded query={query} where={t('settings.tabs.privacy')} height={320}>
        {(settings) => <Form settings={settings} />}
      </Loaded>
      <PurposeLimits />
      <AutomatedDecisions />
      <EncryptionKeysPart />
      <Part title={t('privacy.settings.keys')}>
        <p className="form-narrow">{t('privacy.settings.keysHelp')}</p>
      </Part>
    </SettingsPage>
  )
}

const withins = ['fifteen_working_days', 'one_month'] as const

function Form({ settings }: { settings: PrivacySettings }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('settings.manage')
  const save = useWrite('put', '/privacy/settings', ['/privacy', '/customers', '/audit'])
  const [form, setForm] = useState(settings)
  const set = (part: Partial<PrivacySettings>) => setForm((old) => ({ ...old, ...part }))
  const store = async () => {
    try {
      await save.mutateAsync({ body: form })
      void message.success(t('settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <>
      <Part title={t('privacy.settings.requests')} {...(may ? {} : { note: t('privacy.settings.readOnly') })}>
        <fieldset className="plan-fields stack form-narrow" disabled={!may}>
          <Field label={t('privacy.settings.respondWithin')}>
            <Select
              disabled={!may}
              value={form.respondWithin}
              onChange={(respondWithin) => set({ respondWithin })}
              options={withins.map((value) => ({ value, label: t(`privacy.settings.within.${value}`) }))}
            />
          </Field>
          <Field label={t('privacy.settings.copyDays')}>
            <InputNumber
              min={1}
              max={30}
              precision={0}
              value={form.copyDays}
              onChange={(copyDays) => set({ copyDays: copyDays ?? 7 })}
            />
          </Field>
        </fieldset>
      </Part>
      <Part title={t('privacy.settings.erasure')}>
        <fieldset className="plan-fields stack form-narrow" disabled={!may}>
          <div className="field">
            <span id="privacy-orders" className="field-name">
              {t('privacy.settings.orders')}
            </span>
            <Radio.Group
              aria-labelledby="privacy-orders"
              disabled={!may}
              value={form.orders}
              onChange={(event) => set({ orders: event.target.value as PrivacySettings['orders'] })}
              options={(['anonymise', 'delete'] as const).map((value) => ({
                value,
                label: t(`privacy.settings.${value}`),
              }))}
            />
          </div>
          <Field label={t('privacy.settings.waitingDays')}>
            <InputNumber
              min={0}
              max={30}
              precision={0}
              value={form.waitingDays}
              onChange={(waitingDays) => set({ waitingDays: waitingDays ?? 0 })}
            />
            <span className="field-help">{t('privacy.settings.waitingHelp')}</span>
          </Field>
          <div className="field">
            <Checkbox
              disabled={!may}
              checked={form.twoPersons}
              onChange={(event) => set({ twoPersons: event.target.checked })}
            >
              {t('privacy.settings.twoPersons')}
            </Checkbox>
            <span className="field-help">{t('privacy.settings.twoPersonsHelp')}</span>
          </div>
        </fieldset>
      </Part>
      <Part title={t('privacy.settings.reports')}>
        <fieldset className="plan-fields stack form-narrow" disabled={!may}>
          <Field label={t('privacy.settings.smallestCell')}>
            <InputNumber
              min={1}
              max={100}
              precision={0}
              value={form.smallestCell}
              onChange={(smallestCell) => set({ smallestCell: smallestCell ?? 5 })}
            />
            <span className="field-help">{t('privacy.settings.smallestCellHelp')}</span>
          </Field>
        </fieldset>
        {may ? (
          <p className="state-actions">
            <Button type="primary" loading={save.isPending} onClick={() => void store()}>
              {t('common.save')}
            </Button>
          </p>
        ) : null}
      </Part>
    </>
  )
}
