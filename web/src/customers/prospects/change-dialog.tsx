import { Input, Modal, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProspectChange, ProspectChoices } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { CustomerPicker, type Picked } from './customer-picker.tsx'

const whats = ['stage', 'owner', 'source', 'recommender', 'next'] as const
type What = (typeof whats)[number]

/** What is to change of some people: one thing at a time, with a note. */
export function ChangeDialog({
  count,
  choices,
  stage: begun,
  busy,
  onGive,
  onClose,
}: {
  count: number
  choices: ProspectChoices
  /** Chosen already: to be lost needs a reason. */
  stage?: string | undefined
  busy: boolean
  onGive: (what: ProspectChange) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const [what, setWhat] = useState<What>('stage')
  const [stage, setStage] = useState(begun ?? choices.stages[0]?.id ?? 'new')
  const [reason, setReason] = useState('')
  const [owner, setOwner] = useState('')
  const [source, setSource] = useState('')
  const [on, setOn] = useState('')
  const [note, setNote] = useState('')
  const [recommender, setRecommender] = useState<Picked | null>(null)
  const isReady = what !== 'stage' || stage !== 'lost' || reason !== ''
  const give = () => {
    if (what === 'stage') onGive({ change: what, stage, reason: stage === 'lost' ? reason : '', note })
    else if (what === 'owner') onGive({ change: what, owner: owner === '' ? null : owner, note })
    else if (what === 'source') onGive({ change: what, source: source.trim(), note })
    else if (what === 'recommender')
      onGive({ change: what, recommendedBy: recommender?.customerId ?? null, note })
    else onGive({ change: what, on: on === '' ? null : on, note })
  }
  return (
    <Modal
      open
      title={t('prospects.dialog.title', { count })}
      okText={t('prospects.dialog.save')}
      okButtonProps={{ disabled: !isReady, loading: busy }}
      onOk={give}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack-tight">
        <Segmented
          aria-label={t('prospects.dialog.what')}
          value={what}
          onChange={setWhat}
          options={whats.map((value) => ({ value, label: t(`prospects.dialog.whats.${value}`) }))}
        />
        {what === 'stage' ? (
          <Field label={t('prospects.stage')}>
            <Select
              aria-label={t('prospects.stage')}
              value={stage}
              onChange={setStage}
              options={choices.stages
                .filter(({ id }) => id !== 'won')
                .map(({ id, label }) => ({ value: id, label: local(label) }))}
            />
          </Field>
        ) : null}
        {what === 'stage' && stage === 'lost' ? (
          <Field label={t('prospects.dialog.reason')}>
            <Select
              aria-label={t('prospects.dialog.reason')}
              value={reason}
              onChange={setReason}
              options={[
                { value: '', label: t('prospects.dialog.chooseReason') },
                ...choices.reasons.map(({ id, label }) => ({ value: id, label: local(label) })),
              ]}
            />
          </Field>
        ) : null}
        {what === 'owner' ? (
          <Field label={t('prospects.owner')}>
            <Select
              aria-label={t('prospects.owner')}
              value={owner}
              onChange={setOwner}
              options={[
                { value: '', label: t('prospects.noOwner') },
                ...choices.owners.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </Field>
        ) : null}
        {what === 'source' ? (
          <Field label={t('prospects.dialog.source')}>
            <Input value={source} maxLength={60} onChange={({ target }) => setSource(target.value)} />
            <span className="field-help">{t('prospects.dialog.sourceHelp')}</span>
          </Field>
        ) : null}
        {what === 'recommender' ? (
          <Field label={t('prospects.add.recommender')}>
            <CustomerPicker
              label={t('prospects.add.recommender')}
              value={recommender}
              onChange={setRecommender}
            />
            <span className="field-help">{t('prospects.dialog.recommenderHelp')}</span>
          </Field>
        ) : null}
        {what === 'next' ? (
          <Field label={t('prospects.dialog.on')}>
            <Input
              type="date"
              value={on}
              onChange={({ target }) => setOn(target.value)}
              style={{ width: 180 }}
            />
            <span className="field-help">{t('prospects.dialog.onHelp')}</span>
          </Field>
        ) : null}
        <Field label={t('prospects.dialog.note')} optional>
          <Input.TextArea
            value={note}
            rows={2}
            maxLength={1_000}
            onChange={({ target }) => setNote(target.value)}
          />
          <span className="field-help">{t('prospects.dialog.noteHelp')}</span>
        </Field>
      </div>
    </Modal>
  )
}
