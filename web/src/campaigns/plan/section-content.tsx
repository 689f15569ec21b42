import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { Creative } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { creativeKinds, isWritten } from '../creative/channels.tsx'
import { OfferForm } from '../offer/offer-form.tsx'
import type { SectionProps } from './section-who-when.tsx'
import { SurveyField } from './survey-field.tsx'

type Open = 'offer-new' | 'offer-edit' | 'creative-new' | 'creative-edit' | null

/** What is promised, and in which words. */
export function ContentSection({ draft, change, currency }: SectionProps & { currency: string }) {
  const { t } = useTranslation()
  const offers = useRead('/offers')
  const creatives = useRead('/creatives')
  const [open, setOpen] = useState<Open>(null)
  const offer = offers.data?.items.find((o) => o.id === draft.offerId) ?? null
  const creative = creatives.data?.items.find((c) => c.id === draft.creativeId) ?? null
  // What is handed over says what others may write, in whichever form.
  const fitting = (creatives.data?.items ?? []).filter(
    (c) => !isWritten(draft.channel) || c.channel === draft.channel || c.id === draft.creativeId,
  )
  const close = () => setOpen(null)
  const Shown = creative && creativeKinds[creative.channel].Preview
  const Editor = editorOf(open, draft.channel, creative)
  return (
    <Part title={`${t('campaigns.plan.offer')} · ${t('campaigns.plan.creative')}`}>
      <div className="stack">
        <div className="field">
          <span className="field-name">{t('campaigns.plan.offer')}</span>
          <div className="bar">
            <Select
              className="grow"
              aria-label={t('campaigns.plan.offer')}
              showSearch
              optionFilterProp="label"
              value={draft.offerId ?? ''}
              onChange={(id) => change({ offerId: id === '' ? null : id })}
              options={[
                { value: '', label: t('campaigns.plan.offerNone') },
                ...(offers.data?.items ?? []).map((o) => ({ value: o.id, label: o.name })),
              ]}
            />
            {offer ? <Button onClick={() => setOpen('offer-edit')}>{t('common.edit')}</Button> : null}
            <Button onClick={() => setOpen('offer-new')}>{t('campaigns.plan.offerNew')}</Button>
          </div>
          {offer ? <span className="soft">{offer.words}</span> : null}
        </div>
        <div className="field">
          <span className="field-name">{t('campaigns.plan.creative')}</span>
          <div className="bar">
            <Select
              className="grow"
              aria-label={t('campaigns.plan.creative')}
              showSearch
              optionFilterProp="label"
              placeholder={t('campaigns.plan.creativeChoose')}
              value={draft.creativeId}
              onChange={(creativeId: string) => change({ creativeId })}
              options={fitting.map((c) => ({
                value: c.id,
                label: `${c.name} · ${creativeKinds[c.channel].line(c)}`,
              }))}
            />
            {creative ? <Button onClick={() => setOpen('creative-edit')}>{t('common.edit')}</Button> : null}
            <Button onClick={() => setOpen('creative-new')}>{t('campaigns.plan.creativeNew')}</Button>
          </div>
        </div>
        {isWritten(draft.channel) && creativeKinds[draft.channel].hasLinks !== false ? (
          <Field label={t('campaigns.plan.landing')} optional>
            <Input
              type="url"
              placeholder="https://"
              maxLength={1_000}
              value={draft.landingUrl ?? ''}
              onChange={(event) =>
                change({ landingUrl: event.target.value.trim() === '' ? null : event.target.value.trim() })
              }
            />
            <span className="field-help">{t('campaigns.plan.landingHelp')}</span>
          </Field>
        ) : null}
        <SurveyField creative={creative} draft={draft} change={change} />
        {creative && isWritten(draft.channel) && creative.channel !== draft.channel ? (
          <p className="notice notice-look">{t('campaigns.plan.otherChannel')}</p>
        ) : null}
        {creative && Shown ? <Shown creative={creative} offerId={draft.offerId} /> : null}
      </div>
      {open === 'offer-new' || (open === 'offer-edit' && offer) ? (
        <OfferForm
          saved={open === 'offer-edit' ? offer : null}
          currency={currency}
          onClose={close}
          onSaved={(saved) => {
            change({ offerId: saved.id })
            close()
          }}
        />
      ) : null}
      {Editor ? (
        <Editor
          saved={open === 'creative-edit' ? creative : null}
          offerId={draft.offerId}
          objective={draft.objective}
          onClose={close}
          onSaved={(saved) => change({ creativeId: saved.id })}
        />
      ) : null}
    </Part>
  )
}

/** A new one is written for the channel of the plan, as a mail where others write it; one that stands, for its own. */
function editorOf(open: Open, channel: SectionProps['draft']['channel'], creative: Creative | null) {
  if (open === 'creative-new') return creativeKinds[isWritten(channel) ? channel : 'email'].Editor
  return open === 'creative-edit' && creative ? creativeKinds[creative.channel].Editor : null
}
