import { App, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { Offer, OfferInput } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { MoneyInput } from '../../ui/money-input.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { Translations } from './translations.tsx'

export const offerKinds = ['percent_off', 'amount_off', 'gift', 'service', 'content'] as const
type Kind = (typeof offerKinds)[number]

const blank: Required<OfferInput> = {
  name: '',
  kind: 'percent_off',
  value: 10,
  minimumSpendMinor: 0,
  costMinor: 0,
  code: '',
  words: '',
  validDays: 30,
  translations: [],
}

/** Makes or changes an offer. */
export function OfferForm({
  saved,
  currency,
  onClose,
  onSaved,
}: {
  saved: Offer | null
  currency: string
  onClose: () => void
  onSaved: (offer: Offer) => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const create = useWrite('post', '/offers', ['/offers', '/campaigns'])
  const update = useWrite('put', '/offers/{id}', ['/offers', '/campaigns'])
  const [offer, setOffer] = useState<Required<OfferInput>>(() => (saved ? inputOf(saved) : blank))
  const set = (part: Partial<OfferInput>) => setOffer((old) => ({ ...old, ...part }))
  const choose = (kind: Kind) => set({ kind, value: kind === 'percent_off' ? 10 : 0 })
  const save = async () => {
    try {
      const translations = offer.translations.filter(
        ({ name, words }) => name.trim() !== '' && words.trim() !== '',
      )
      const body = { ...offer, translations, name: offer.name.trim(), words: offer.words.trim() }
      const done = saved
        ? await update.mutateAsync({ path: { id: saved.id }, body })
        : await create.mutateAsync({ body })
      void message.success(t('campaigns.offer.saved'))
      onSaved(done)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const complete = offer.name.trim() !== '' && offer.words.trim() !== ''
  return (
    <Modal
      open
      width={600}
      title={saved ? t('campaigns.offer.edit') : t('campaigns.offer.new')}
      okText={t('common.save')}
      okButtonProps={{ disabled: !complete, loading: create.isPending || update.isPending }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <Field label={t('common.name')}>
        <Input
          value={offer.name}
          maxLength={100}
          autoFocus
          onChange={(event) => set({ name: event.target.value })}
        />
      </Field>
      <div className="fields-row">
        <Field label={t('campaigns.offer.kind')}>
          <Select
            value={offer.kind}
            onChange={choose}
            options={offerKinds.map((value) => ({ value, label: t(`campaigns.offer.kinds.${value}`) }))}
          />
        </Field>
        {offer.kind === 'percent_off' ? (
          <Field label={t('campaigns.offer.percent')}>
            <InputNumber
              style={{ width: '100%' }}
              min={0}
              max={100}
              suffix="%"
              value={offer.value}
              onChange={(value) => set({ value: value ?? 0 })}
            />
          </Field>
        ) : null}
        {offer.kind === 'amount_off' ? (
          <Field label={t('campaigns.offer.value')}>
            <MoneyInput
              value={offer.value}
              currency={currency}
              onChange={(value) => set({ value: value ?? 0 })}
            />
          </Field>
        ) : null}
      </div>
      <Field label={t('campaigns.offer.words')}>
        <Input.TextArea
          rows={2}
          maxLength={300}
          value={offer.words}
          onChange={(event) => set({ words: event.target.value })}
        />
      </Field>
      <Translations value={offer.translations} onChange={(translations) => set({ translations })} />
      <div className="fields-row">
        <Field label={t('campaigns.offer.minimum')}>
          <MoneyInput
            value={offer.minimumSpendMinor}
            currency={currency}
            onChange={(amount) => set({ minimumSpendMinor: amount ?? 0 })}
          />
        </Field>
        <Field label={t('campaigns.offer.cost')}>
          <MoneyInput
            value={offer.costMinor}
            currency={currency}
            onChange={(amount) => set({ costMinor: amount ?? 0 })}
          />
        </Field>
      </div>
      <div className="fields-row">
        <Field label={t('campaigns.offer.code')} optional>
          <Input value={offer.code} maxLength={40} onChange={(event) => set({ code: event.target.value })} />
        </Field>
        <Field label={t('campaigns.offer.valid')}>
          <InputNumber
            style={{ width: '100%' }}
            min={1}
            max={365}
            suffix={t('campaigns.plan.capDays')}
            value={offer.validDays}
            onChange={(days) => days && set({ validDays: Math.round(days) })}
          />
        </Field>
      </div>
    </Modal>
  )
}

function inputOf(offer: Offer): Required<OfferInput> {
  const { name, kind, value, minimumSpendMinor, costMinor, code, words, validDays, translations = [] } = offer
  return { name, kind, value, minimumSpendMinor, costMinor, code, words, validDays, translations }
}
