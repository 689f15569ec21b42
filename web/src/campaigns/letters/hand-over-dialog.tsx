import { App, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { Letters } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { MoneyInput } from '../../ui/money-input.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** What it costs and what it means, before letters count as sent; then which ones must be taken out. */
export function HandOverDialog({
  batch,
  onClose,
}: {
  batch: Letters['batches'][number]
  onClose: () => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [costMinor, setCostMinor] = useState<number | null>(null)
  const [pulled, setPulled] = useState<readonly string[] | null>(null)
  const handOver = useWrite('post', '/letters/batches/{id}/hand-over', [
    '/letters',
    '/deliveries',
    '/campaigns',
  ])
  const count = { count: batch.letters, shown: format.integer(batch.letters) }
  const give = async () => {
    try {
      const done = await handOver.mutateAsync({ path: { id: batch.id }, body: { costMinor: costMinor ?? 0 } })
      void message.success(t('letters.handedOver', { count: done.sent, shown: format.integer(done.sent) }))
      if (done.pulled.length === 0) onClose()
      else setPulled(done.pulled)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  if (pulled)
    return (
      <Modal
        open
        title={t('letters.pullTitle')}
        okText={t('common.close')}
        onOk={onClose}
        onCancel={onClose}
        cancelButtonProps={{ style: { display: 'none' } }}
      >
        <div className="stack-tight">
          <p>{t('letters.pullHelp')}</p>
          <pre className="pulled-codes">{pulled.join('\n')}</pre>
        </div>
      </Modal>
    )
  return (
    <Modal
      open
      title={t('letters.handOverOf', { number: batch.number })}
      okText={t('letters.handOverNow')}
      okButtonProps={{ disabled: costMinor === null, loading: handOver.isPending }}
      onOk={() => void give()}
      onCancel={onClose}
    >
      <div className="stack">
        <p>{t('letters.handOverHelp', count)}</p>
        <Field label={t('letters.cost')}>
          <MoneyInput value={costMinor} currency={batch.currency} onChange={setCostMinor} />
          {costMinor === null ? null : (
            <span className="field-help">
              {t('letters.total', { amount: format.money(costMinor * batch.letters, batch.currency) })}
            </span>
          )}
        </Field>
      </div>
    </Modal>
  )
}
