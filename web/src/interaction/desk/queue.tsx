import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../api/hooks.ts'
import type { DeskTask, DeskTeam } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Paged, useCountWords } from '../../ui/paged.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { TaskForm } from './task-form.tsx'

const states = ['open', 'claimed', 'done', 'expired', 'cancelled'] as const
/** How a state looks. */
export const taskTones = {
  open: 'plain',
  claimed: 'look',
  done: 'good',
  expired: 'quiet',
  cancelled: 'quiet',
} as const

/** Every task: with whom it is, how it ended; given to somebody or ended from here. */
export function Queue({ teams }: { teams: DeskTeam[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const count = useCountWords()
  const [url, setUrl] = useUrlState()
  const [adding, setAdding] = useState(false)
  const state = states.find((one) => one === (url.state ?? 'open'))
  const list = usePages(
    '/desk/tasks',
    {
      query: {
        limit: 50,
        ...(state ? { state } : {}),
        ...(url.team ? { team: url.team } : {}),
        ...(url.campaign ? { campaign: url.campaign } : {}),
      },
    },
    { refetchInterval: 15_000 },
  )
  return (
    <Part
      title={t('desk.queue')}
      note={count(list)}
      actions={<Button onClick={() => setAdding(true)}>{t('desk.addTask')}</Button>}
    >
      <div className="bar" style={{ marginBottom: 12 }}>
        <Select
          aria-label={t('desk.state')}
          style={{ minWidth: 140 }}
          value={url.state ?? 'open'}
          onChange={(next) => setUrl({ state: next })}
          options={[
            ...states.map((value) => ({ value: value as string, label: t(`desk.states.${value}`) })),
            { value: 'all', label: t('desk.allStates') },
          ]}
        />
        <Select
          aria-label={t('desk.team')}
          style={{ minWidth: 180 }}
          value={url.team ?? ''}
          onChange={(team) => setUrl({ team })}
          options={[
            { value: '', label: t('desk.allTeams') },
            ...teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {url.campaign ? (
          <>
            <span>{t('desk.ofCampaign')}</span>
            <Button type="text" onClick={() => setUrl({ campaign: null })}>
              {t('desk.allTasks')}
            </Button>
          </>
        ) : null}
      </div>
      <Paged
        list={list}
        where={t('desk.queue')}
        empty={{ title: t('desk.queueEmpty'), help: t('desk.queueEmptyHelp') }}
      >
        {(items) => (
          <DataTable
            label={t('desk.queue')}
            rows={items}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'customer',
                title: t('desk.col.customer'),
                render: (row) => <Go to={`/customers/${row.customerId}`}>{row.label}</Go>,
              },
              { key: 'reason', title: t('desk.col.reason'), render: (row) => local(row.reason) },
              { key: 'team', title: t('desk.col.team'), render: (row) => row.teamName },
              {
                key: 'state',
                title: t('desk.col.state'),
                render: (row) => (
                  <>
                    <Mark tone={taskTones[row.state]}>{t(`desk.states.${row.state}`)}</Mark>{' '}
                    <span className="faint">{local(row.endReason)}</span>
                  </>
                ),
              },
              {
                key: 'holder',
                title: t('desk.col.holder'),
                render: (row) => row.heldBy ?? row.assignedTo ?? '–',
              },
              {
                key: 'due',
                title: t('desk.col.due'),
                figure: true,
                render: (row) => format.dateTime(row.dueUntil),
              },
              {
                key: 'value',
                title: t('desk.col.value'),
                figure: true,
                render: (row) => (row.valueMinor > 0 ? format.money(row.valueMinor, row.currency) : '–'),
              },
              {
                key: 'do',
                title: <span className="visually-hidden">{t('desk.col.do')}</span>,
                render: (row) =>
                  row.state === 'open' || row.state === 'claimed' ? (
                    <Actions task={row} team={teams.find(({ id }) => id === row.teamId)} />
                  ) : null,
              },
            ]}
          />
        )}
      </Paged>
      {adding ? <TaskForm teams={teams} onClose={() => setAdding(false)} /> : null}
    </Part>
  )
}

function Actions({ task, team }: { task: DeskTask; team: DeskTeam | undefined }) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const give = useWrite('post', '/desk/tasks/{id}/assign', ['/desk'])
  const end = useWrite('post', '/desk/tasks/{id}/cancel', ['/desk'])
  const fail = (error: unknown) => void message.error(problem(error))
  const path = { id: task.id }
  const ask = () =>
    modal.confirm({
      icon: null,
      title: t('desk.cancelAsk'),
      content: t('desk.cancelText'),
      okText: t('desk.cancel'),
      onOk: () => end.mutateAsync({ path }).then(() => message.success(t('desk.cancelled')), fail),
    })
  return (
    <span className="row-actions">
      <Select
        size="small"
        aria-label={`${t('desk.giveTo')}: ${task.label}`}
        style={{ minWidth: 120 }}
        placeholder={t('desk.giveTo')}
        value={null}
        onChange={(userId: string | null) =>
          give
            .mutateAsync({ path, body: { userId: userId === '' ? null : userId } })
            .then(() => message.success(t('desk.given')), fail)
        }
        options={[
          { value: '', label: t('desk.giveAll') },
          ...(team?.members ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
        ]}
      />
      <Button size="small" onClick={ask}>
        {t('desk.cancel')}
      </Button>
    </span>
  )
}
