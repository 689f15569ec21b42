import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationWithMessages } from '../../api/types.ts'
import { CustomerPicker, type Picked } from '../../customers/prospects/customer-picker.tsx'
import { Field } from '../../ui/field.tsx'
import { useInbox } from './use-inbox.tsx'

/** Whoever wrote and is not known: a customer found by search, or somebody new. */
export function Sender({ thread: { id, sender } }: { thread: ConversationWithMessages }) {
  const { t } = useTranslation()
  const inbox = useInbox()
  const [picked, setPicked] = useState<Picked | null>(null)
  const [name, setName] = useState('')
  const [source, setSource] = useState('')
  const [known, setKnown] = useState<readonly Picked[]>([])
  const make = async () => setKnown((await inbox.makeProspect(id, { name, source })) ?? [])
  return (
    <section className="sheet stack-tight" aria-label={t('inbox.sender.title')}>
      <h3>{t('inbox.sender.title')}</h3>
      <p className="soft">
        {sender ? t('inbox.sender.from', { sender }) : null} {t('inbox.sender.help')}
      </p>
      <div className="fields-row">
        <div className="stack-tight">
          <Field label={t('inbox.link')}>
            <CustomerPicker label={t('inbox.link')} value={picked} onChange={setPicked} />
          </Field>
          <div className="bar">
            <Button
              disabled={picked === null}
              loading={inbox.isPending}
              onClick={() => picked && void inbox.link(id, picked.customerId)}
            >
              {t('inbox.sender.link')}
            </Button>
          </div>
        </div>
        <div className="stack-tight">
          <Field label={t('inbox.sender.name')} optional>
            <Input value={name} maxLength={100} onChange={({ target }) => setName(target.value)} />
          </Field>
          <Field label={t('inbox.sender.source')} optional>
            <Input value={source} maxLength={60} onChange={({ target }) => setSource(target.value)} />
          </Field>
          <div className="bar">
            <Button loading={inbox.isMaking} onClick={() => void make()}>
              {t('inbox.sender.make')}
            </Button>
          </div>
        </div>
      </div>
      {known.length > 0 ? (
        <div role="status" className="bar">
          <span>{t('inbox.sender.known')}</span>
          {known.map((one) => (
            <Button key={one.customerId} size="small" onClick={() => void inbox.link(id, one.customerId)}>
              {t('inbox.sender.linkTo', { name: one.label })}
            </Button>
          ))}
        </div>
      ) : null}
    </section>
  )
}
