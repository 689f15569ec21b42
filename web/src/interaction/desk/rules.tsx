import { App, Button, Checkbox, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWorkspace, useWrite } from '../../api/hooks.ts'
import type { DeskRule, DeskTeam } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { MoneyInput } from '../../ui/money-input.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { bothOf, hasReason } from './reason.ts'
import { ReasonFields } from './reason-fields.tsx'
import { ScriptSelect } from './script-select.tsx'
import { SkillField } from './skill-field.tsx'

/** What makes tasks by itself: the people of a segment, day by day. */
export function Rules({ teams }: { teams: DeskTeam[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const query = useRead('/desk/rules')
  const [editing, setEditing] = useState<DeskRule | 'new' | null>(null)
  return (
    <Part
      title={t('desk.rules')}
      actions={<Button onClick={() => setEditing('new')}>{t('desk.addRule')}</Button>}
    >
      <Loaded query={query} where={t('desk.rules')} height={120}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('desk.rulesEmpty')}>{t('desk.rulesEmptyHelp')}</EmptyState>
          ) : (
            <DataTable
              label={t('desk.rules')}
              rows={items}
              rowKey={(row) => row.id}
              columns={[
                {
                  key: 'name',
                  title: t('desk.ruleName'),
                  render: (row) => (
                    <Button type="link" className="flush" onClick={() => setEditing(row)}>
                      {row.name}
                    </Button>
                  ),
                },
                { key: 'reason', title: t('desk.why'), render: (row) => local(row.reason) },
                {
                  key: 'team',
                  title: t('desk.team'),
                  render: (row) => teams.find(({ id }) => id === row.teamId)?.name ?? '–',
                },
                {
                  key: 'cap',
                  title: t('desk.dailyCap'),
                  figure: true,
                  render: (row) => format.integer(row.dailyCap),
                },
                {
                  key: 'last',
                  title: t('desk.isOn'),
                  render: (row) => (
                    <>
                      {row.isOn ? t('common.yes') : t('common.no')}{' '}
                      <span className="faint">
                        {row.lastDay
                          ? t('desk.ruleLast', { made: row.lastMade ?? 0, day: row.lastDay })
                          : t('desk.ruleNever')}
                      </span>
                    </>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {editing ? (
        <RuleForm
          before={editing === 'new' ? null : editing}
          teams={teams}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </Part>
  )
}

type Draft = Omit<DeskRule, 'id' | 'lastDay' | 'lastMade'>

function RuleForm({
  before,
  teams,
  onClose,
}: {
  before: DeskRule | null
  teams: DeskTeam[]
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const currency = useWorkspace()?.currency ?? ''
  const segments = useRead('/segments')
  const [draft, setDraft] = useState<Draft>(
    before ?? {
      ...{ name: '', segmentId: '', teamId: teams[0]?.id ?? '', skill: '', valueMinor: 0, scriptId: null },
      ...{ reason: { en: '', 'zh-CN': '' }, windowDays: 7, dailyCap: 100, againAfterDays: 90, isOn: true },
    },
  )
  const add = useWrite('post', '/desk/rules', ['/desk'])
  const change = useWrite('put', '/desk/rules/{id}', ['/desk'])
  const remove = useWrite('delete', '/desk/rules/{id}', ['/desk'])
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const doing = async (work: () => Promise<unknown>) => {
    try {
      await work()
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const { name, segmentId, teamId, skill, valueMinor, scriptId, reason, isOn } = draft
  const team = teams.find(({ id }) => id === teamId)
  const { windowDays, dailyCap, againAfterDays } = draft
  const body = {
    ...{ name, segmentId, teamId, skill, valueMinor, scriptId, reason: bothOf(reason) },
    ...{ windowDays, dailyCap, againAfterDays, isOn },
  }
  const isComplete = [name, segmentId, teamId].every((text) => text.trim() !== '') && hasReason(reason)
  const figure = (label: string, field: 'dailyCap' | 'windowDays' | 'againAfterDays', max: number) => (
    <Field label={label}>
      <InputNumber
        min={1}
        max={max}
        value={draft[field]}
        onChange={(value) => set({ [field]: value ?? 1 })}
      />
    </Field>
  )
  return (
    <Modal
      open
      width={640}
      title={t(before ? 'desk.editRule' : 'desk.addRule')}
      okText={t('common.save')}
      okButtonProps={{ disabled: !isComplete, loading: add.isPending || change.isPending }}
      onOk={() =>
        void doing(() =>
          before ? change.mutateAsync({ path: { id: before.id }, body }) : add.mutateAsync({ body }),
        )
      }
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <Field label={t('desk.ruleName')}>
          <Input value={name} maxLength={80} onChange={({ target }) => set({ name: target.value })} />
        </Field>
        <Field label={t('desk.segment')}>
          <Select
            showSearch
            optionFilterProp="label"
            value={segmentId || null}
            onChange={(id: string | null) => set({ segmentId: id ?? '' })}
            options={(segments.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
          />
        </Field>
        <Field label={t('desk.team')}>
          <Select
            value={teamId}
            onChange={(id) => set({ teamId: id, scriptId: null })}
            options={teams.map((one) => ({ value: one.id, label: one.name }))}
          />
        </Field>
        <ReasonFields value={reason} onChange={(next) => set({ reason: next })} />
        <ScriptSelect kind={team?.kind ?? 'call'} value={scriptId} onChange={(id) => set({ scriptId: id })} />
        <SkillField team={team} value={skill} onChange={(next) => set({ skill: next })} />
        <div className="bar">
          {figure(t('desk.dailyCap'), 'dailyCap', 10_000)}
          {figure(t('desk.windowDays'), 'windowDays', 90)}
          {figure(t('desk.againAfterDays'), 'againAfterDays', 3_650)}
        </div>
        <Field label={t('desk.expectedValue')}>
          <MoneyInput
            value={valueMinor}
            currency={currency}
            onChange={(value) => set({ valueMinor: value ?? 0 })}
          />
        </Field>
        <Checkbox checked={isOn} onChange={({ target }) => set({ isOn: target.checked })}>
          {t('desk.isOn')}
        </Checkbox>
        {before ? (
          <p>
            <Button
              type="text"
              danger
              onClick={() => void doing(() => remove.mutateAsync({ path: { id: before.id } }))}
            >
              {t('desk.removeRule')}
            </Button>
          </p>
        ) : null}
      </div>
    </Modal>
  )
}
