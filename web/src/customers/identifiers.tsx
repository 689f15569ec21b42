import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../api/hooks.ts'
import type { Customer } from '../api/types.ts'
import { Field } from '../ui/field.tsx'
import { Part } from '../ui/page.tsx'
import { useProblemText } from '../ui/states.tsx'
import { useFormat } from '../ui/use-format.ts'

const reasonAtLeast = 3

/** Identifiers, masked; in clear only for a reason, which is written down, and only until the page is left. */
export function Identifiers({ customer }: { customer: Customer }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayUnmask = useMay('customers.unmask')
  const unmask = useWrite('post', '/customers/{id}/unmask', ['/audit'])
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [clear, setClear] = useState<{ kind: string; value: string }[] | null>(null)
  const kindName = (kind: string) => {
    const key = `customers.kindsOfId.${kind}`
    return i18n.exists(key) ? i18n.t(key as 'customers.kindsOfId.email') : kind
  }
  const show = async () => {
    try {
      const answer = await unmask.mutateAsync({
        path: { id: customer.customerId },
        body: { reason: reason.trim() },
      })
      setClear(answer.identifiers)
      setAsking(false)
      setReason('')
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Part
      title={t('customers.one.identifiers')}
      actions={
        !mayUnmask || customer.identifiers.length === 0 ? null : clear ? (
          <Button size="small" onClick={() => setClear(null)}>
            {t('customers.one.hide')}
          </Button>
        ) : (
          <Button size="small" onClick={() => setAsking(true)}>
            {t('customers.one.unmask')}
          </Button>
        )
      }
    >
      <dl className="pairs">
        {clear
          ? clear.map((id) => (
              <div key={`${id.kind}|${id.value}`}>
                <dt>{kindName(id.kind)}</dt>
                <dd>{id.value}</dd>
              </div>
            ))
          : customer.identifiers.map((id) => (
              <div key={`${id.kind}|${id.masked}`}>
                <dt>{kindName(id.kind)}</dt>
                <dd>
                  {id.masked}
                  <span className="row-help">
                    {t('customers.one.since', { date: format.date(id.firstSeenAt) })}
                  </span>
                </dd>
              </div>
            ))}
      </dl>
      <p className="faint">{clear ? t('customers.one.shownUntil') : t('customers.one.masked')}</p>
      <Modal
        open={asking}
        title={t('customers.one.unmaskTitle')}
        okText={t('customers.one.show')}
        okButtonProps={{ disabled: reason.trim().length < reasonAtLeast, loading: unmask.isPending }}
        onOk={() => void show()}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        <Field label={t('customers.one.reason')}>
          <Input
            value={reason}
            maxLength={300}
            autoFocus
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="field-help">{t('customers.one.reasonHelp')}</span>
        </Field>
      </Modal>
    </Part>
  )
}
