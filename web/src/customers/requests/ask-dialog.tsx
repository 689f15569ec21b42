import { App, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkspace, useWrite } from '../../api/hooks.ts'
import type { PrivacyRequest } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { startOfDay } from '../../ui/zone-day.ts'
import { CorrectionFields, type Wanted } from './correction-fields.tsx'
import { ErasurePreview } from './erasure-preview.tsx'

const ways = ['in_person', 'phone', 'email', 'letter', 'web', 'representative'] as const
type Way = (typeof ways)[number]

/** Writes down that a customer asked; of an erasure it shows first what would go. */
export function AskDialog({
  customerId,
  kind,
  onClose,
}: {
  customerId: string
  kind: PrivacyRequest['kind']
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const zone = useWorkspace()?.timeZone ?? 'UTC'
  const receive = useWrite('post', '/customers/{id}/privacy-requests', ['/privacy', '/audit'])
  const [askedBy, setAskedBy] = useState<Way>('in_person')
  const [proof, setProof] = useState('')
  const [on, setOn] = useState('')
  const [wanted, setWanted] = useState<Wanted[]>([{ attribute: '', to: '' }])
  const isComplete =
    kind !== 'correction' || wanted.every(({ attribute, to }) => attribute !== '' && to.trim() !== '')
  const save = async () => {
    try {
      await receive.mutateAsync({
        path: { id: customerId },
        body: {
          kind,
          askedBy,
          proof: proof.trim(),
          ...(kind === 'correction' ? { changes: wanted } : {}),
          ...(on === '' ? {} : { receivedAt: startOfDay(on, zone) }),
        },
      })
      void message.success(t('privacy.ask.saved'))
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t(`privacy.ask.titles.${kind}`)}
      okText={t('privacy.ask.save')}
      okButtonProps={{ disabled: proof.trim().length < 3 || !isComplete, loading: receive.isPending }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      {kind === 'erasure' ? <ErasurePreview customerId={customerId} /> : null}
      {kind === 'correction' ? (
        <CorrectionFields customerId={customerId} wanted={wanted} onChange={setWanted} />
      ) : null}
      <Field label={t('privacy.ask.how')}>
        <Select
          value={askedBy}
          onChange={setAskedBy}
          options={ways.map((value) => ({ value, label: t(`privacy.askedBy.${value}`) }))}
        />
      </Field>
      <Field label={t('privacy.ask.on')} optional>
        <Input type="date" value={on} onChange={(event) => setOn(event.target.value)} />
        <span className="field-help">{t('privacy.ask.onHelp')}</span>
      </Field>
      <Field label={t('privacy.ask.proof')}>
        <Input value={proof} maxLength={500} onChange={(event) => setProof(event.target.value)} />
        <span className="field-help">{t('privacy.ask.proofHelp')}</span>
      </Field>
    </Modal>
  )
}
