import { App, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import type { DeskTeam } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'

const dayMs = 86_400_000

/** A task for one customer, made by hand. */
export function TaskForm({ teams, onClose }: { teams: DeskTeam[]; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  // A demo lives at a time of its own.
  const now = useRead('/freshness').data?.now
  const add = useWrite('post', '/desk/tasks', ['/desk'])
  const [customerId, setCustomer] = useState('')
  const [teamId, setTeam] = useState(teams[0]?.id ?? '')
  const [zh, setZh] = useState('')
  const [en, setEn] = useState('')
  const [days, setDays] = useState(7)
  const isComplete =
    /^[1-9]\d*$/.test(customerId.trim()) && teamId !== '' && zh.trim() !== '' && en.trim() !== ''
  const save = async () => {
    const from = now === undefined ? Date.now() : Date.parse(now)
    const reason = { en: en.trim(), 'zh-CN': zh.trim() }
    const dueUntil = new Date(from + days * dayMs).toISOString()
    try {
      await add.mutateAsync({ body: { customerId: customerId.trim(), teamId, reason, dueUntil } })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('desk.addTask')}
      okText={t('common.add')}
      okButtonProps={{ disabled: !isComplete, loading: add.isPending }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <Field label={t('desk.customerNumber')}>
          <Input
            value={customerId}
            maxLength={19}
            inputMode="numeric"
            onChange={({ target }) => setCustomer(target.value)}
          />
        </Field>
        <Field label={t('desk.team')}>
          <Select
            value={teamId}
            onChange={setTeam}
            options={teams.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Field>
        <Field label={t('desk.reasonZh')}>
          <Input value={zh} maxLength={200} onChange={({ target }) => setZh(target.value)} />
        </Field>
        <Field label={t('desk.reasonEn')}>
          <Input value={en} maxLength={200} onChange={({ target }) => setEn(target.value)} />
        </Field>
        <Field label={t('desk.windowDays')}>
          <InputNumber min={1} max={90} value={days} onChange={(value) => setDays(value ?? 7)} />
        </Field>
      </div>
    </Modal>
  )
}
