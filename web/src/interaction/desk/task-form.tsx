import { App, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWorkspace, useWrite } from '../../api/hooks.ts'
import type { DeskTeam } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { MoneyInput } from '../../ui/money-input.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { bothOf, hasReason } from './reason.ts'
import { ReasonFields } from './reason-fields.tsx'
import { ScriptSelect } from './script-select.tsx'
import { SkillField } from './skill-field.tsx'

const dayMs = 86_400_000

/** A task for one customer, made by hand. */
export function TaskForm({
  teams,
  customerId: given,
  onClose,
}: {
  teams: DeskTeam[]
  /** Whom it is about, where that is known. */
  customerId?: string
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const currency = useWorkspace()?.currency ?? ''
  // A demo lives at a time of its own.
  const now = useRead('/freshness').data?.now
  const add = useWrite('post', '/desk/tasks', ['/desk'])
  const [draft, setDraft] = useState({
    ...{ customerId: given ?? '', teamId: teams[0]?.id ?? '', skill: '', days: 7, valueMinor: 0 },
    ...{ reason: { en: '', 'zh-CN': '' }, scriptId: null as string | null },
  })
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  const { teamId, skill, days, valueMinor, reason, scriptId } = draft
  const customerId = draft.customerId.trim()
  const team = teams.find(({ id }) => id === teamId)
  const isComplete = /^[1-9]\d*$/.test(customerId) && team !== undefined && hasReason(reason)
  const save = async () => {
    const from = now === undefined ? Date.now() : Date.parse(now)
    const dueUntil = new Date(from + days * dayMs).toISOString()
    const body = { customerId, teamId, skill, scriptId, valueMinor, dueUntil, reason: bothOf(reason) }
    try {
      await add.mutateAsync({ body })
      void message.success(t('deskTools.ofCustomer.made'))
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
        {given === undefined ? (
          <Field label={t('desk.customerNumber')}>
            <Input
              value={draft.customerId}
              maxLength={19}
              inputMode="numeric"
              onChange={({ target }) => set({ customerId: target.value })}
            />
          </Field>
        ) : null}
        <ReasonFields value={reason} onChange={(next) => set({ reason: next })} />
        <Field label={t('desk.team')}>
          <Select
            value={teamId}
            // Words are written for the telephone or for the shop.
            onChange={(id) => set({ teamId: id, scriptId: null })}
            options={teams.map(({ id, name, kind }) => ({
              value: id,
              label: `${name} · ${t(`desk.kinds.${kind}`)}`,
            }))}
          />
        </Field>
        <ScriptSelect kind={team?.kind ?? 'call'} value={scriptId} onChange={(id) => set({ scriptId: id })} />
        <SkillField team={team} value={skill} onChange={(next) => set({ skill: next })} />
        <div className="bar">
          <Field label={t('desk.windowDays')}>
            <InputNumber min={1} max={90} value={days} onChange={(value) => set({ days: value ?? 7 })} />
          </Field>
          <Field label={t('desk.expectedValue')} className="grow">
            <MoneyInput
              value={valueMinor}
              currency={currency}
              onChange={(value) => set({ valueMinor: value ?? 0 })}
            />
          </Field>
        </div>
      </div>
    </Modal>
  )
}
