import { App, Button, Checkbox, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { DeskTeam } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'

type Draft = Pick<DeskTeam, 'name' | 'kind' | 'hours' | 'distribution' | 'members'>
type Person = { userId: string; name: string; role: string }

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const
const fresh: Draft = {
  ...{ name: '', kind: 'call', distribution: 'pull', members: [] },
  hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
}

/** A team: name, hours, who is in it and how much each does a day. */
export function TeamForm({
  before,
  people,
  onClose,
}: {
  before: DeskTeam | null
  people: Person[]
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const problem = useProblemText()
  const [draft, setDraft] = useState<Draft>(before ?? fresh)
  const add = useWrite('post', '/desk/teams', ['/desk'])
  const change = useWrite('put', '/desk/teams/{id}', ['/desk'])
  const remove = useWrite('delete', '/desk/teams/{id}', ['/desk'])
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const fail = (error: unknown) => void message.error(problem(error))
  const save = async () => {
    const members = draft.members.map(({ userId, skills, capacity }) => ({ userId, skills, capacity }))
    const { name, kind, hours, distribution } = draft
    const body = { name: name.trim(), kind, hours, distribution, members }
    try {
      if (before) await change.mutateAsync({ path: { id: before.id }, body })
      else await add.mutateAsync({ body })
      onClose()
    } catch (error) {
      fail(error)
    }
  }
  const ask = (team: DeskTeam) =>
    modal.confirm({
      icon: null,
      title: t('desk.removeTeamAsk', { name: team.name }),
      content: t('desk.removeTeamText'),
      okText: t('desk.removeTeam'),
      onOk: async () => {
        try {
          const { cancelled } = await remove.mutateAsync({ path: { id: team.id } })
          void message.success(t('desk.teamRemoved', { count: cancelled, shown: cancelled }))
          onClose()
        } catch (error) {
          fail(error)
        }
      },
    })
  return (
    <Modal
      open
      width={720}
      title={t(before ? 'desk.editTeam' : 'desk.addTeam')}
      okText={t('common.save')}
      okButtonProps={{ disabled: draft.name.trim() === '', loading: add.isPending || change.isPending }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <Field label={t('desk.teamName')}>
          <Input value={draft.name} maxLength={60} onChange={({ target }) => set({ name: target.value })} />
        </Field>
        <div className="bar">
          <Field label={t('desk.kind')}>
            <Select
              value={draft.kind}
              disabled={before !== null}
              style={{ minWidth: 140 }}
              onChange={(kind) => set({ kind })}
              options={(['call', 'shop'] as const).map((value) => ({
                value,
                label: t(`desk.kinds.${value}`),
              }))}
            />
          </Field>
          <Field label={t('desk.distribution')}>
            <Select
              value={draft.distribution}
              style={{ minWidth: 200 }}
              onChange={(distribution) => set({ distribution })}
              options={(['pull', 'fair'] as const).map((value) => ({
                value,
                label: t(`desk.distributions.${value}`),
              }))}
            />
          </Field>
        </div>
        <Hours hours={draft.hours} onChange={(hours) => set({ hours })} />
        <Members members={draft.members} people={people} onChange={(members) => set({ members })} />
        {before ? (
          <p>
            <Button type="text" danger onClick={() => ask(before)}>
              {t('desk.removeTeam')}
            </Button>
          </p>
        ) : null}
      </div>
    </Modal>
  )
}

function Hours({ hours, onChange }: { hours: Draft['hours']; onChange: (hours: Draft['hours']) => void }) {
  const { t } = useTranslation()
  const [first = { days: [], from: '09:00', to: '18:00' }, ...rest] = hours
  const set = (part: Partial<Draft['hours'][number]>) => onChange([{ ...first, ...part }, ...rest])
  return (
    <fieldset className="plain-set">
      <legend>{t('desk.hours')}</legend>
      <div className="bar">
        <Checkbox.Group
          value={first.days}
          onChange={(days) => set({ days: (days as number[]).toSorted((a, b) => a - b) })}
          options={weekdays.map((day) => ({ value: day, label: t(`desk.days.d${day}`) }))}
        />
        <Field label={t('desk.from')}>
          <Input type="time" value={first.from} onChange={({ target }) => set({ from: target.value })} />
        </Field>
        <Field label={t('desk.to')}>
          <Input type="time" value={first.to} onChange={({ target }) => set({ to: target.value })} />
        </Field>
      </div>
    </fieldset>
  )
}

function Members({
  members,
  people,
  onChange,
}: {
  members: Draft['members']
  people: Person[]
  onChange: (members: Draft['members']) => void
}) {
  const { t } = useTranslation()
  const set = (userId: string, part: Partial<Draft['members'][number]>) =>
    onChange(members.map((one) => (one.userId === userId ? { ...one, ...part } : one)))
  const choose = (ids: string[]) =>
    onChange(
      ids.map(
        (userId) =>
          members.find((one) => one.userId === userId) ?? {
            ...{ userId, skills: [], capacity: 60 },
            name: people.find((one) => one.userId === userId)?.name ?? '',
          },
      ),
    )
  return (
    <div className="stack-tight">
      <Field label={t('desk.members')}>
        <Select
          mode="multiple"
          value={members.map(({ userId }) => userId)}
          placeholder={t('desk.membersNone')}
          optionFilterProp="label"
          onChange={choose}
          options={people.map(({ userId, name }) => ({ value: userId, label: name }))}
        />
      </Field>
      {members.map((one) => (
        <div key={one.userId} className="bar">
          <span style={{ minWidth: 120 }}>{one.name}</span>
          <Field label={t('desk.capacity')}>
            <InputNumber
              min={0}
              max={1_000}
              value={one.capacity}
              onChange={(capacity) => set(one.userId, { capacity: capacity ?? 0 })}
            />
          </Field>
          <Field label={t('desk.skills')} className="grow">
            <Select
              mode="tags"
              value={one.skills}
              style={{ minWidth: 200 }}
              tokenSeparators={[',', '，', '、']}
              onChange={(skills) => set(one.userId, { skills })}
            />
          </Field>
        </div>
      ))}
    </div>
  )
}
