import { Input, Modal, Radio } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useMay } from '../../api/hooks.ts'
import type { ExportCheck, SmallGroupChoice } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { PurposeSelect } from '../../ui/purpose-select.tsx'
import { ErrorState, Loading } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import type { ListState } from './list-state.ts'
import { listBody } from './use-customers.ts'

/** Before a list leaves as a file: who in it could be recognised, what to do about that, and what it is for. */
export function ExportDialog({
  state,
  search,
  busy,
  onGive,
  onClose,
}: {
  state: ListState
  search: string
  busy: boolean
  onGive: (reason: string, purpose: string, smallGroups: SmallGroupChoice | null) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const send = useCall()
  const [reason, setReason] = useState('')
  const [purpose, setPurpose] = useState('analysis')
  const [check, setCheck] = useState<ExportCheck | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [choice, setChoice] = useState<SmallGroupChoice>('leave_out')
  // The list behind the dialog cannot change while it is open: asked once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const { sort: _sort, ...body } = listBody(state, search)
    const leaving = new AbortController()
    send('post', '/customers/export/check', { body, signal: leaving.signal }).then(
      (answer) => {
        setCheck(answer)
        if (answer.generalised) setChoice('generalise')
      },
      (error: unknown) => {
        if (!leaving.signal.aborted) setProblem(error)
      },
    )
    return () => leaving.abort()
  }, [])
  const given = reason.trim()
  const isReady = given.length >= 3 && check !== null
  const give = () => {
    if (isReady) onGive(given, purpose, check.below > 0 ? choice : null)
  }
  return (
    <Modal
      open
      title={t('customers.export.button')}
      okText={t('customers.export.take')}
      okButtonProps={{ disabled: !isReady, loading: busy }}
      onOk={give}
      onCancel={onClose}
      destroyOnHidden
    >
      {problem ? <ErrorState error={problem} where={t('customers.export.button')} /> : null}
      {check === null && !problem ? <Loading height={48} /> : null}
      {check && check.below > 0 ? <Choice check={check} choice={choice} onChoose={setChoice} /> : null}
      <PurposeSelect value={purpose} onChange={setPurpose} />
      <Field label={t('customers.export.reason')}>
        <Input
          autoFocus
          value={reason}
          maxLength={300}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={give}
        />
        <span className="field-help">{t('customers.export.reasonHelp')}</span>
      </Field>
    </Modal>
  )
}

function Choice({
  check,
  choice,
  onChoose,
}: {
  check: ExportCheck
  choice: SmallGroupChoice
  onChoose: (choice: SmallGroupChoice) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const isOwner = useMay('customers.unmask')
  const list = (words: string[]) => words.join(t('common.listComma'))
  const changes = (check.generalised?.changes ?? []).map(({ label, to }) =>
    to
      ? t('customers.export.groups.coarser', { column: local(label), to: local(to) })
      : t('customers.export.groups.gone', { column: local(label) }),
  )
  const rows = (n: number) => format.integer(n)
  return (
    <Field label={t('customers.export.groups.title')}>
      <p className="soft">
        {t('customers.export.groups.found', {
          below: rows(check.below),
          rows: rows(check.rows),
          unique: rows(check.unique),
          k: check.k,
          columns: list(check.columns.map(({ label }) => local(label))),
        })}
      </p>
      <Radio.Group
        value={choice}
        onChange={(event) => onChoose(event.target.value as SmallGroupChoice)}
        style={{ display: 'grid', gap: 8 }}
      >
        {check.generalised ? (
          <Radio value="generalise">
            {t('customers.export.groups.generalise', { changes: list(changes) })}
            {check.generalised.leftOut > 0
              ? t('customers.export.groups.rest', { count: check.generalised.leftOut })
              : ''}
          </Radio>
        ) : null}
        <Radio value="leave_out">{t('customers.export.groups.leaveOut', { count: check.below })}</Radio>
        {isOwner ? <Radio value="all">{t('customers.export.groups.all')}</Radio> : null}
      </Radio.Group>
    </Field>
  )
}
