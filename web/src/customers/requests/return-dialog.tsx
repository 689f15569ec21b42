import { App, Button, Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { useGo } from '../../ui/go.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { type ConsentPolicy, useConsentPolicy, useConsentWords } from '../consent/words.ts'

const kinds = ['email', 'phone', 'account', 'card'] as const
const proofs = ['form', 'paper', 'phone', 'in_person', 'message', 'other'] as const

/** Somebody who was erased comes back: are they kept out, and what do they agree to now? */
export function ReturnDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const format = useFormat()
  const go = useGo()
  const policy = useConsentPolicy().data
  const lookUp = useWrite('post', '/privacy/erased-lookups', ['/audit'])
  const letIn = useWrite('post', '/privacy/returns', ['/privacy', '/customers', '/audit'])
  const [who, setWho] = useState<{ kind: (typeof kinds)[number]; value: string }>({
    kind: 'email',
    value: '',
  })
  const [found, setFound] = useState<string | null>()
  const [cells, setCells] = useState<string[]>([])
  const [proof, setProof] = useState<{ kind: (typeof proofs)[number]; note: string }>({
    kind: 'form',
    note: '',
  })
  const identifiers = [{ kind: who.kind, value: who.value.trim() }]
  const change = (part: Partial<typeof who>) => {
    setWho((old) => ({ ...old, ...part }))
    setFound(undefined)
  }
  const look = async () => {
    try {
      const { items } = await lookUp.mutateAsync({ body: { identifiers } })
      setFound(items[0]?.erasedAt ?? null)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const save = async () => {
    try {
      const { customerId } = await letIn.mutateAsync({
        body: {
          identifiers,
          consents: cells.map((cell) => {
            const [purpose = '', channel = ''] = cell.split('/')
            return { purpose, channel, textId: null }
          }),
          proof: { kind: proof.kind, note: proof.note.trim() },
        },
      })
      void message.success(t('privacy.return.done'))
      go(`/customers/${customerId}?tab=consent`)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const isFound = typeof found === 'string'
  return (
    <Modal
      open
      title={t('privacy.return.title')}
      okText={t('privacy.return.save')}
      okButtonProps={{
        disabled: !isFound || cells.length === 0 || proof.note.trim().length < 3,
        loading: letIn.isPending,
      }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="soft">{t('privacy.return.help')}</p>
      <Field label={t('privacy.return.kind')}>
        <Select
          value={who.kind}
          onChange={(kind) => change({ kind })}
          options={kinds.map((value) => ({ value, label: t(`customers.kindsOfId.${value}`) }))}
        />
      </Field>
      <Field label={t('privacy.return.value')}>
        <Input
          value={who.value}
          maxLength={300}
          autoComplete="off"
          onChange={(event) => change({ value: event.target.value })}
          onPressEnter={() => void look()}
        />
        <span className="field-help">{t('privacy.return.valueHelp')}</span>
      </Field>
      <p className="state-actions">
        <Button disabled={who.value.trim() === ''} loading={lookUp.isPending} onClick={() => void look()}>
          {t('privacy.return.look')}
        </Button>
      </p>
      <p role="status">
        {found === undefined
          ? null
          : isFound
            ? t('privacy.return.found', { date: format.date(found) })
            : t('privacy.return.notFound')}
      </p>
      {isFound && policy ? (
        <>
          <AgreesTo policy={policy} cells={cells} onChange={setCells} />
          <Field label={t('consent.proof')}>
            <Select
              value={proof.kind}
              onChange={(kind) => setProof((old) => ({ ...old, kind }))}
              options={proofs.map((value) => ({ value, label: t(`consent.proofs.${value}`) }))}
            />
          </Field>
          <Field label={t('consent.proofNote')}>
            <Input
              value={proof.note}
              maxLength={500}
              onChange={(event) => setProof((old) => ({ ...old, note: event.target.value }))}
            />
            <span className="field-help">{t('consent.proofNoteHelp')}</span>
          </Field>
        </>
      ) : null}
    </Modal>
  )
}

/** Purpose and channel in one: `marketing/email`. */
function AgreesTo({
  policy,
  cells,
  onChange,
}: {
  policy: ConsentPolicy
  cells: string[]
  onChange: (cells: string[]) => void
}) {
  const { t } = useTranslation()
  const words = useConsentWords(policy)
  return (
    <fieldset className="plan-fields stack-tight">
      <legend className="field-name">{t('privacy.return.agrees')}</legend>
      <Checkbox.Group
        className="stack-tight"
        value={cells}
        onChange={onChange}
        options={policy.unrecorded.map(({ purpose, channel }) => ({
          value: `${purpose}/${channel}`,
          label:
            channel === '*'
              ? words.purpose(purpose)
              : `${words.purpose(purpose)} · ${words.channel(channel)}`,
        }))}
      />
    </fieldset>
  )
}
