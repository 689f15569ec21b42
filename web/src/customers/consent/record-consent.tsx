import { App, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWorkspace, useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { endOfDay, startOfDay } from '../../ui/zone-day.ts'
import { AboutFields, channelOf } from './about-fields.tsx'
import type { ConsentPolicy } from './words.ts'

const bases = ['consent', 'contract', 'legitimate_interest', 'legal_obligation'] as const
const proofs = ['form', 'paper', 'phone', 'in_person', 'message', 'confirmation', 'other'] as const

/** Adds one entry to the log of a customer. */
export function RecordConsent({
  customerId,
  policy,
  onClose,
}: {
  customerId: string
  policy: ConsentPolicy
  onClose: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const zone = useWorkspace()?.timeZone ?? 'UTC'
  const texts = useRead('/consent-texts').data?.items ?? []
  const record = useWrite('post', '/customers/{id}/consents', ['/customers', '/audit'])
  const [form, setForm] = useState({
    purpose: 'marketing',
    channel: 'email',
    state: 'given' as 'given' | 'withdrawn',
    basis: 'consent' as (typeof bases)[number],
    at: '',
    expiresAt: '',
    kind: 'form' as (typeof proofs)[number],
    note: '',
    textId: null as string | null,
  })
  const set = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }))
  const channel = channelOf(policy, form)
  const fitting = texts.filter(
    (text) => text.purpose === form.purpose && (text.channel === channel || text.channel === '*'),
  )
  const given = form.state === 'given'
  const save = async () => {
    try {
      const { recorded } = await record.mutateAsync({
        path: { id: customerId },
        body: {
          purpose: form.purpose,
          channel,
          state: form.state,
          basis: form.basis,
          ...(form.at === '' ? {} : { at: startOfDay(form.at, zone) }),
          expiresAt: given && form.expiresAt !== '' ? endOfDay(form.expiresAt, zone) : null,
          proof: { kind: form.kind, note: form.note.trim() },
          textId: given ? form.textId : null,
        },
      })
      void message.success(t(recorded ? 'consent.saved' : 'consent.already'))
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('consent.recordTitle')}
      okText={t('common.save')}
      okButtonProps={{ disabled: form.note.trim().length < 3, loading: record.isPending }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="soft">{t('consent.recordHelp')}</p>
      <AboutFields policy={policy} value={form} onChange={(part) => set({ ...part, textId: null })} />
      <div className="field">
        <span id="consent-state">{t('consent.state')}</span>
        <Radio.Group
          aria-labelledby="consent-state"
          value={form.state}
          onChange={(event) => set({ state: event.target.value as 'given' | 'withdrawn' })}
          options={[
            { value: 'given', label: t('consent.yes') },
            { value: 'withdrawn', label: t('consent.no') },
          ]}
        />
      </div>
      <Field label={t('consent.at')} optional>
        <Input type="date" value={form.at} onChange={(event) => set({ at: event.target.value })} />
        <span className="field-help">{t('consent.atHelp', { zone })}</span>
      </Field>
      {given ? (
        <>
          <Field label={t('consent.basis')}>
            <Select
              value={form.basis}
              onChange={(basis) => set({ basis })}
              options={bases.map((value) => ({ value, label: t(`consent.bases.${value}`) }))}
            />
          </Field>
          <Field label={t('consent.expiresAt')} optional>
            <Input
              type="date"
              value={form.expiresAt}
              onChange={(event) => set({ expiresAt: event.target.value })}
            />
          </Field>
          {fitting.length > 0 ? (
            <Field label={t('consent.text')} optional>
              <Select
                allowClear
                value={form.textId}
                onChange={(textId) => set({ textId: textId ?? null })}
                options={fitting.map((text) => ({
                  value: text.id,
                  label: t('consent.textOf', {
                    version: text.version,
                    language: t(`campaigns.creative.languages.${text.language}`),
                    date: format.date(text.validFrom),
                  }),
                }))}
              />
            </Field>
          ) : null}
        </>
      ) : null}
      <Field label={t('consent.proof')}>
        <Select
          value={form.kind}
          onChange={(kind) => set({ kind })}
          options={proofs.map((value) => ({ value, label: t(`consent.proofs.${value}`) }))}
        />
      </Field>
      <Field label={t('consent.proofNote')}>
        <Input value={form.note} maxLength={500} onChange={(event) => set({ note: event.target.value })} />
        <span className="field-help">{t('consent.proofNoteHelp')}</span>
      </Field>
    </Modal>
  )
}
