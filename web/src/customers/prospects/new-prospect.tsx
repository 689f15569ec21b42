import { Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewProspect, ProspectChoices, ProspectMade } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Go } from '../../ui/go.tsx'
import { CustomerPicker, type Picked } from './customer-picker.tsx'
import { useNewProspect } from './use-prospects.tsx'

/** Somebody who called or came by: who they are, where from, who looks after them and what comes next. */
export function NewProspectDialog({ choices, onClose }: { choices: ProspectChoices; onClose: () => void }) {
  const { t } = useTranslation()
  const [who, setWho] = useState({ name: '', phone: '', email: '', source: '' })
  const [owner, setOwner] = useState('')
  const [next, setNext] = useState({ on: '', note: '' })
  const [note, setNote] = useState('')
  const [recommender, setRecommender] = useState<Picked | null>(null)
  const [known, setKnown] = useState<ProspectMade['known']>([])
  const { make, isPending } = useNewProspect()
  const text = (key: keyof typeof who, value: string) => {
    setWho((old) => ({ ...old, [key]: value }))
    setKnown([])
  }
  const isComplete = who.phone.trim() !== '' || who.email.trim() !== ''
  const save = async () => {
    const body: NewProspect = {
      ...who,
      owner: owner === '' ? null : owner,
      next: next.on === '' ? null : next,
      note,
      recommendedBy: recommender?.customerId ?? null,
    }
    const made = await make(body)
    if (made === null) return
    setKnown(made.known)
    if (made.customerId !== null) onClose()
  }
  return (
    <Modal
      open
      title={t('prospects.add.title')}
      okText={t('prospects.add.save')}
      okButtonProps={{ disabled: !isComplete, loading: isPending }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack-tight">
        <AlreadyKnown known={known} />
        <Field label={t('prospects.add.name')} optional>
          <Input
            value={who.name}
            maxLength={100}
            autoComplete="off"
            onChange={({ target }) => text('name', target.value)}
          />
        </Field>
        <div className="fields-row">
          <Field label={t('prospects.add.phone')}>
            <Input
              value={who.phone}
              maxLength={40}
              inputMode="tel"
              autoComplete="off"
              onChange={({ target }) => text('phone', target.value)}
            />
          </Field>
          <Field label={t('prospects.add.email')}>
            <Input
              value={who.email}
              maxLength={200}
              inputMode="email"
              autoComplete="off"
              onChange={({ target }) => text('email', target.value)}
            />
          </Field>
        </div>
        <span className="field-help">{t('prospects.add.addressHelp')}</span>
        <div className="fields-row">
          <Field label={t('prospects.dialog.source')} optional>
            <Input
              value={who.source}
              maxLength={60}
              placeholder={t('prospects.add.sourceExample')}
              onChange={({ target }) => text('source', target.value)}
            />
          </Field>
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
        </div>
        <Field label={t('prospects.add.recommender')} optional>
          <CustomerPicker
            label={t('prospects.add.recommender')}
            value={recommender}
            onChange={setRecommender}
          />
        </Field>
        <div className="fields-row">
          <Field label={t('prospects.add.next')} optional>
            <Input
              type="date"
              value={next.on}
              onChange={({ target }) => setNext((old) => ({ ...old, on: target.value }))}
            />
          </Field>
          <Field label={t('prospects.add.nextNote')} optional>
            <Input
              value={next.note}
              maxLength={1_000}
              disabled={next.on === ''}
              onChange={({ target }) => setNext((old) => ({ ...old, note: target.value }))}
            />
          </Field>
        </div>
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

function AlreadyKnown({ known }: { known: ProspectMade['known'] }) {
  const { t } = useTranslation()
  if (known.length === 0) return null
  return (
    <div className="notice notice-look" role="alert">
      <p>{t('prospects.add.known')}</p>
      <ul>
        {known.map(({ customerId, label, by }) => (
          <li key={customerId}>
            <Go to={`/customers/${customerId}`}>{t('prospects.add.open', { label })}</Go>{' '}
            <span className="faint">
              {by.map((kind) => t(`prospects.add.by.${kind}`)).join(t('common.listComma'))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
